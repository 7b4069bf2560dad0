tocsin generate > before.txt
echo '{' > generated/manifest.json
tocsin generate --check
