rm slo-specs/inventory.yaml
tocsin generate
