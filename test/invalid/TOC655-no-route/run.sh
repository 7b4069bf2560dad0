tocsin generate > before.txt
tocsin routes EventgateMainTargetDown --alertmanager foreign.yml
