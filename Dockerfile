# One recipe for every service: docker build --build-arg SERVICE=intake -t motcua/intake .
# And for the motcua command beside them: docker build --target tools -t motcua/tools .
# The digest is the one that public repositories record for Node 24.18.0 under this tag; check it once with `docker buildx imagetools inspect`.
ARG NODE=node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

FROM ${NODE} AS packages
WORKDIR /motcua
COPY . .
RUN npm ci --no-fund --no-audit

FROM packages AS built-tools
RUN npx turbo run build --filter=@motcua/standalone
RUN npm ci --omit=dev --no-fund --no-audit -w @motcua/standalone \
  && find . -path ./node_modules -prune -o -name '*.spec.ts' -exec rm {} +

FROM ${NODE} AS tools
# As `motcua` itself sets them.
ENV NODE_ENV=production MALLOC_ARENA_MAX=4 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /motcua
COPY --from=built-tools /motcua/package.json ./
COPY --from=built-tools /motcua/node_modules ./node_modules
COPY --from=built-tools /motcua/libs ./libs
COPY --from=built-tools /motcua/services ./services
COPY --from=built-tools /motcua/infra ./infra
COPY infra/compose/start-with-secrets.mjs ./
# Each service keeps its files in a folder of its name, in a volume of its own: side by side they are a data folder, the one that commands take unless told otherwise.
RUN ln -s infra/standalone/dist/bundled/cli.js program.js && mkdir /data && ln -s /data .motcua && ln -s /volumes/intake/erasures /data/erasures \
  && for service in intake workflow notify tracking; do \
    mkdir -p "/volumes/$service" && chown node:node "/volumes/$service" && chmod 700 "/volumes/$service" && ln -s "/volumes/$service/$service" "/data/$service"; \
  done
USER 1000:1000
ENTRYPOINT ["node", "--no-warnings", "--max-semi-space-size=16", "start-with-secrets.mjs"]

FROM packages AS build
ARG SERVICE
RUN case "$SERVICE" in intake|workflow|notify|tracking) ;; *) echo "SERVICE is intake, workflow, notify or tracking, not '$SERVICE'" >&2; exit 1 ;; esac \
  && npx turbo run build --filter="@motcua/$SERVICE"
# What the service needs to run, and nothing of what built it.
RUN npm ci --omit=dev --no-fund --no-audit -w "@motcua/$SERVICE" \
  && find . -path ./node_modules -prune -o -name '*.spec.ts' -exec rm {} +

FROM ${NODE}
ARG SERVICE
ENV NODE_ENV=production MOTCUA_DATA=/data MOTCUA_HOST=0.0.0.0 MOTCUA_PORT=8080 MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /motcua
COPY --from=build /motcua/package.json ./
COPY --from=build /motcua/node_modules ./node_modules
COPY --from=build /motcua/libs ./libs
COPY --from=build /motcua/services/${SERVICE} ./services/${SERVICE}
COPY infra/compose/start-with-secrets.mjs ./
RUN ln -s services/${SERVICE}/dist/bundled/main.js program.js && mkdir /data && chown node:node /data && chmod 700 /data
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# The young generation as `motcua` has it: Node takes 1 MiB a semi-space in a container of 512 MiB, and collects all the time.
CMD ["node", "--no-warnings", "--max-semi-space-size=16", "start-with-secrets.mjs"]
