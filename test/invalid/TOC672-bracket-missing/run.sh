tocsin generate > before.txt
tocsin coverage --only eventgate-main --rules generated --rules alerts.yaml
