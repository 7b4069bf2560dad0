tocsin generate > before.txt
tocsin coverage --only eventgate-main --holes --rules generated --rules alerts.yaml
