ln -s /etc/passwd slo-specs/instances/users.yaml
tocsin generate
