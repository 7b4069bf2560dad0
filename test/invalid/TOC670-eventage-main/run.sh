tocsin generate > before.txt
tocsin coverage --only eventgate-main --holes --rules alerts.yaml
