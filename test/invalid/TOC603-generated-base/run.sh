tocsin generate > before.txt
cp generated/alertmanager/alertmanager.yml slo-specs/alertmanager.base.yml
tocsin generate
