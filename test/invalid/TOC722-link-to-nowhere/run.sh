ln -s ../gone.yaml slo-specs/instances/gone.yaml
tocsin generate
