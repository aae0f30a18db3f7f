# Styles and scripts, built once; no Node in the image that serves.
FROM node:22-slim AS pages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY static static
RUN mkdir -p static/build && npm run build

FROM python:3.11-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/mase
COPY requirements/site.txt requirements/site.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/site.txt
COPY manage.py ./
COPY mase mase
COPY referrals referrals
COPY riskscreening riskscreening
COPY meetings meetings
COPY reporting reporting
COPY templates templates
COPY --from=pages /build/static static
# The key is for this one command; the service is given its own.
RUN MASE_SECRET_KEY=collectstatic-reads-no-secret python manage.py collectstatic --noinput \
    && useradd --system --no-create-home mase \
    && install -d -o mase -g mase -m 0700 /var/lib/mase
ENV PYTHONUNBUFFERED=1 MASE_DATA=/var/lib/mase
USER mase
EXPOSE 8000
