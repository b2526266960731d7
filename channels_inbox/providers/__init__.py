"""What several channels of one provider share: how it signs, how it is called, what its errors mean."""
