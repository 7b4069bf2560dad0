tocsin generate > before.txt
tocsin coverage --only eventgate-main --holes --alertmanager foreign.yml
