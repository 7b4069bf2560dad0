rm slo-specs/tocsin.yaml
tocsin generate
