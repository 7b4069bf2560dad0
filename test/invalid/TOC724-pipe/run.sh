mkfifo slo-specs/instances/pipe.yaml
tocsin generate
