# One image for web, worker, scheduler and migrations; the command chooses.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt -c constraints.txt

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 fieldstation && mkdir /data /chunks /backups && chown fieldstation /data /chunks /backups
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 FIELDSTATION_ENV=production \
    DATA_DIR=/data CHUNK_DIR=/chunks LOG_FORMAT=json HOST=0.0.0.0 PORT=8080 TRUSTED_PROXIES=1 \
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
USER fieldstation
VOLUME ["/data", "/chunks", "/backups"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"
CMD ["gunicorn"]
