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

{{- /* Where a NetworkPolicy lets a pod go; no peers means anywhere on that port. */ -}}
{{- define "motcua.egress" -}}
- ports: [{ protocol: TCP, port: {{ .port }} }]
{{- with .to }}
  to: {{- toYaml . | nindent 4 }}
{{- end }}
{{- end -}}
