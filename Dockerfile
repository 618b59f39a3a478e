# Pincite in a container: dependencies before code, the index built into the image, no network at run time.
FROM python:3.11-slim AS build
# Empty by default; name PyTorch's CPU index where plain pip would fetch the CUDA build.
ARG TORCH_INDEX=
# Empty by default; compose.scale.yaml names postgres,milvus.
ARG EXTRAS=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/pincite
WORKDIR /src
COPY requirements.lock ./
RUN if [ -n "$TORCH_INDEX" ]; then /opt/pincite/bin/pip install --index-url "$TORCH_INDEX" torch==2.13.0; fi \
 && /opt/pincite/bin/pip install -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY service service
COPY eval eval
RUN /opt/pincite/bin/pip install --no-deps . \
 && if [ -n "$EXTRAS" ]; then /opt/pincite/bin/pip install ".[$EXTRAS]"; fi \
 && /opt/pincite/bin/pincite add corpus/documents --data /data

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 pincite
COPY --from=build /opt/pincite /opt/pincite
COPY --from=build --chown=pincite:pincite /data /data
USER pincite
WORKDIR /home/pincite
ENV PATH=/opt/pincite/bin:$PATH HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1 PINCITE_OPEN_HOST=true
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["pincite", "serve", "--data", "/data", "--host", "0.0.0.0", "--port", "8000"]
