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

{{- /* Which parts of `network` a service goes to: only what its settings name. */ -}}
{{- define "motcua.destinations" -}}
{{- $urls := dict "MOTCUA_STORE_URL" "store" "MOTCUA_READ_MODELS_URL" "readModels" "MOTCUA_INTAKE_KEYS_URL" "readModels" "MOTCUA_INTAKE_BLOBS_URL" "readModels" }}
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
