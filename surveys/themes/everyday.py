"""Words that tell nothing of what a comment is about: everyday ones, and those that only say how it felt."""

from __future__ import annotations

from functools import lru_cache

from core.mood import colours
from core.text import common_words
from core.words import root

_POLISH = """
    aby odwrotnie opis mowi mowic mowia mowil mowila powiedziec ale ani bardzo bez chwila chwili chwile dostac dostalam
    dostalem trwac trwalo trwala trwal przyjsc przyszlo przyszla przyszedl bedzie bede beda byc byl byla bylo byly bylam
    bylem caly cala cale chce chciec ciag ciagle cos czas czasem czasu czesto czy czyli daje dal dala dalej dla dlatego do
    dobra dobre dobrze dobry dobrej dodatkowo dopiero dosc duzo duzy dwa dwie dwoch dzien dni dnia dniach dzis dzisiaj
    dziekuje dzieki fajnie fajny firma firmie firmy gdy gdyby gdyz gdzie godzina godziny godzin ilosc inny inne inna jak
    jaki jakis jakas jakby jako jest jeden jedna jedno jednym jednej jeszcze juz kazdy kazda kazde kazdym klient klienta
    klientem klienci klientow kolejny kolejna komus konsultant konsultantka konsultantem kontakt kontaktu kontakcie kto
    ktos ktory ktora ktore latwo lepiej lub ludzie mail maila mailem maile mailu malo male maly mam mamy mial miala mialem
    mialam mieli miec miesiac mimo moc moglo mogl mogla moze mozna mozliwosc musialam musialem musi musze na nadal nawet
    nie niby nigdy nikt normalnie numer obsluga obslugi obsludze obsluge obslugujaca oby od odpowiedz odpowiedzi
    odpowiedziala odpowiedzial ogolnie ogolu ok okej okazalo ona one oni oraz oczywiscie osoba osoby osobie osob osobe
    ostatni pan pana panem pani panie pania panu panstwo panstwa pelni pewno pewna pewien pierwszy pierwsza pisac pisalam
    pisalem pisze po pod podobnie pomocy ponad ponownie porzadku potem potrzebny powinno powinien powinna pozdrawiam poza
    prawie problem problemu problemy problemem problemow prosze prosto proste prosty prosba przede przed przez przy raczej
    raz razem razu reszta rok roku robi robic rowniez rozmowa rozmowy sam sama samo sami siebie sie sklep sklepu sklepie
    sklepow skoro sobie sposob sprawa sprawe sprawy sprawie stalo swoj szkoda szybko tak taki taka takie takich tam teraz
    tez tego temat tematu ten ta to tu trochę troche trzeba trzy trudno tylko tydzien tyle umie uwaga uwagi uwazam wasz
    wasza wasze wazne wazny wciaz wczoraj wiadomosc wiadomosci wiem wiecej wielki wiele wielu wlasnie wolalabym wolalbym
    wolę wole wrazenie wroce wszystko wszystkie wszystkim wtedy wydaje wyszlo zadnych zaden zal zalatwienie zalezy zamiast
    zamowienie zamowienia zamowieniem zamowien zapytac zapytanie zawsze zdecydowanie zeby zgloszenie zgloszenia zna znowu
    znow zostala zostal zostalo zrobic zupelnie zwykle czemu choc chociaz chyba swietny koniec koncu poczatek strony
    mogloby mogli pytanie pytania pytal pytala pyta odpowiada napisac napisalam napisalem jutro wczesniej pozniej
    poniedzialek wtorek sroda czwartek piatek sobota niedziela niedziele poniedzialku wtorku srody czwartku piatku soboty
    niedzieli styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien minuta
    minuty minut rano wieczorem ktokolwiek wlasciwie
"""
_ENGLISH = """
    able about actually nothing reply replies replied answer answers answered after agent all also always and another any
    anyone anything are around asked asking back bad been before better big bit both business came can case chat clear
    come company contact could customer customers day days deal did different does done down each easy email emails end
    enough even ever every everybody everyone everything experience far feel felt few fine finally find first for found
    from full gave get gets getting give given giving going gone good got guys had half happen happened hard has have
    having hello her here him his hour hours how however issue issues its itself just keep kept know knew last least left
    less let like little long lot lots made mail make makes making man many maybe message messages might minute minutes
    month months more most much must myself need needed needs next now off often okay old once one only open order orders
    other our out over own part people perhaps person please point probably problem problems put question questions quite
    rather real really reason received right said same saw say second see seem seemed seems send sent service shop should
    since small some somebody someone something soon sorry staff start still stop store such support sure take taken
    taking tell than thank thanks that the their them then there these they thing things think this those though thought
    through time times today told tomorrow too took top totally tried try trying two under until use used usual usually
    very via want wanted was way week weeks well went were what when where which while who whole why will wish with within
    without work working worked would write writing wrote year years yes yesterday yet you your monday tuesday wednesday
    thursday friday saturday sunday team january february march april may june july august september october november
    december morning evening fully anyway
"""


@lru_cache(maxsize=2)
def _roots(language: str) -> frozenset[str]:
    words = _ENGLISH if language == "en" else _POLISH
    return frozenset(root(word, language) for word in words.split())


@lru_cache(maxsize=20_000)
def is_everyday(word: str, language: str) -> bool:
    """Of a folded word."""
    plain = word in common_words() or word in _plain()
    return plain or root(word, language) in _roots(language) or colours(word)


@lru_cache(maxsize=1)
def _plain() -> frozenset[str]:
    return frozenset([*_POLISH.split(), *_ENGLISH.split()])
