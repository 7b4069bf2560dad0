tocsin generate > before.txt
tocsin coverage --only eventgate-main --alertmanager foreign.yml
