# One image for web, worker, beat and mail; docker-compose.yml says which command each runs.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/server.txt /tmp/server.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /tmp/server.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    DJANGO_SETTINGS_MODULE=helpdesk.settings \
    HELPDESK_HOME=/data \
    STATIC_ROOT=/app/staticfiles
RUN useradd --uid 1000 --create-home --shell /usr/sbin/nologin helpdesk && install -d -o helpdesk -g helpdesk /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . /app
# The key of the build signs nothing that lives on: the running containers get their own.
RUN python -m helpdesk.runner.locales && SECRET_KEY=build-only python manage.py collectstatic --no-input -v 0
USER helpdesk
VOLUME /data
EXPOSE 8000 2525
CMD ["uvicorn", "helpdesk.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off", "--ws-max-size", "262144"]
