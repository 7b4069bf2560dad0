tocsin generate > before.txt
sed -i 's/equal: \[service, site, slo\]/equal: [tocsin]/' generated/alertmanager/alertmanager.yml
tocsin coverage --only eventgate-main --holes
