head -c 4194305 /dev/zero | tr '\0' '#' > slo-specs/dump.yaml
tocsin generate
