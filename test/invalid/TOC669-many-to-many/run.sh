tocsin generate > before.txt
sed -i '/alert: EventgateMainTargetDown/,/labels:/{/expr: |-/a\            up{job="k8s-pods"} * on (job) up{job="k8s-pods"} and
}' generated/rules/eqiad/eventgate-main.yaml
tocsin coverage --only eventgate-main --holes
