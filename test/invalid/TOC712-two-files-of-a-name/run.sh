rm slo-specs/*/eventbus*
tocsin generate
