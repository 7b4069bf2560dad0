tocsin generate > before.txt
tocsin routes
