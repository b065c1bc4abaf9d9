{{- define "motcua.name" -}}{{ printf "%s-%s" .release .name | trunc 63 | trimSuffix "-" }}{{- end -}}

{{- define "motcua.selector" -}}
app.kubernetes.io/name: motcua
app.kubernetes.io/instance: {{ .release }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "motcua.labels" -}}
{{ include "motcua.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- /* What has to be named before a service may be several pods (docs/adr/0044): everything it would keep in files of its own otherwise. */ -}}
{{- define "motcua.shared" -}}
{{- $of := dict
  "intake" (list "MOTCUA_INTAKE_KEYS_URL" "MOTCUA_INTAKE_BLOBS_URL" "MOTCUA_INTAKE_MASTER_KEY_FILE" "MOTCUA_INTAKE_SECRETS_FILE" "MOTCUA_INTAKE_ERASURE_LEDGER_URL")
  "workflow" (list "MOTCUA_WORKFLOW_COMMAND_SECRET_FILE" "MOTCUA_WORKFLOW_EPOCHS_URL")
}}
{{- concat (list "MOTCUA_STORE_URL" "MOTCUA_READ_MODELS_URL") (get $of . | default list) | toJson }}
{{- end -}}

{{- /* Which parts of `network` a service goes to: only what its settings name. */ -}}
{{- define "motcua.destinations" -}}
{{- $urls := dict
  "MOTCUA_STORE_URL" "store"
  "MOTCUA_READ_MODELS_URL" "readModels"
  "MOTCUA_INTAKE_KEYS_URL" "readModels"
  "MOTCUA_INTAKE_BLOBS_URL" "readModels"
  "MOTCUA_INTAKE_ERASURE_LEDGER_URL" "outsideBackups"
  "MOTCUA_WORKFLOW_EPOCHS_URL" "outsideBackups"
  "MOTCUA_INTAKE_VIRUS_SCANNER" "virusScanner"
}}
{{- $places := list "nats" "https" }}
{{- range $setting, $place := $urls }}
{{- if has $setting $.settings }}{{ $places = append $places $place }}{{ end }}
{{- end }}
{{- if .root.Values.telemetry.endpoint }}{{ $places = append $places "telemetry" }}{{ end }}
{{- $places | uniq | toJson }}
{{- end -}}

{{- /* Where a NetworkPolicy lets a pod go; no peers means anywhere on that port. */ -}}
{{- define "motcua.egress" -}}
- ports:
{{- $port := .port }}
{{- range .protocols | default (list "TCP") }}
    - { protocol: {{ . }}, port: {{ $port }} }
{{- end }}
{{- with .to }}
  to: {{- toYaml . | nindent 4 }}
{{- end }}
{{- end -}}
