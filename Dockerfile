# syntax=docker/dockerfile:1.7
# One recipe for every service: docker build --build-arg SERVICE=intake -t motcua/intake .
# The digest is the one that public repositories record for Node 24.18.0 under this tag; check it once with `docker buildx imagetools inspect`.
ARG NODE=node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

FROM ${NODE} AS build
WORKDIR /motcua
COPY . .
RUN npm ci --no-fund --no-audit
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
RUN ln -s services/${SERVICE} service && mkdir /data && chown node:node /data && chmod 700 /data
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# The young generation as `motcua` has it: Node takes 1 MiB a semi-space in a container of 512 MiB, and collects all the time.
CMD ["node", "--no-warnings", "--max-semi-space-size=16", "start-with-secrets.mjs"]
