printf 'apiVersion: tocsin/v1\nkind: \377\376\001\n' > slo-specs/image.yaml
tocsin generate
