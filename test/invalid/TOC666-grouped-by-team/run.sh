tocsin generate > before.txt
sed -i 's/group_by: \[alertname, service, site\]/group_by: [alertname, team]/' generated/alertmanager/alertmanager.yml
tocsin coverage --only eventgate-main --holes
