tocsin generate > before.txt
sed -i 's/equal: \[service, site, slo, team\]/equal: [tocsin]/' generated/alertmanager/alertmanager.yml
tocsin coverage --only eventgate-main --holes
