const RECEIVERS = `receivers:
  - name: default
  - name: logger
    webhook_configs: [{ url: "http://127.0.0.1:1/log" }]
  - name: chat
    webhook_configs: [{ url: "http://127.0.0.1:1/chat" }]
  - name: pager
    webhook_configs: [{ url: "http://127.0.0.1:1/page" }]
  - name: task
    webhook_configs: [{ url: "http://127.0.0.1:1/task" }]
`;

const FLOW_RECEIVERS =
  '[{"name": "default"}, {"name": "logger"}, {"name": "chat"}, {"name": "pager", "webhook_configs": [{"url": "http://127.0.0.1:1/p"}]}, {"name": "task", "webhook_configs": [{"url": "http://127.0.0.1:1/t"}]}]';

/** Alertmanager files as people write them, one for each style that the splice must keep. */
export const BASES: Readonly<Record<string, string>> = {
  'block, with continue': `# hand-kept; comments and order survive
route:
  receiver: default
  group_by: [alertname, cluster, team]
  routes:
    # every alert is logged
    - receiver: logger
      continue: true
    - matchers: [severity="warning"]
      receiver: chat
      repeat_interval: 72h
      continue: yes   # YAML 1.1
    # the page of sre
    # in two lines

    # which belong to it
    - matchers: [team="sre"]
      receiver: chat
      routes:
        - { matchers: [severity="page"], receiver: pager }
        # - { matchers: [severity="task"], receiver: task }
    - matchers: [team=~"data-.*|x", severity!="task"]
      receiver: task
${RECEIVERS}`,
  'no children': `route:\n  receiver: default\n${RECEIVERS}`,
  'no children, root last': `${RECEIVERS}route:\n  receiver: default\n  group_wait: 5s # last`,
  'empty list': `route:\n  routes: []  # none yet\n  receiver: default\n${RECEIVERS}inhibit_rules: []\n`,
  'absent values': `route:\n  receiver: default\n  routes:   # none yet\n  group_wait: 5s\ninhibit_rules:\n${RECEIVERS}`,
  'one line': `route: {receiver: default, routes: [{receiver: logger, continue: true}, {match: {team: sre}, receiver: chat}]}\nreceivers: ${FLOW_RECEIVERS}\n`,
  'a pair without braces': `route: {receiver: default, routes: [{receiver: pager, match: {severity: page}}, receiver: chat]}\n${RECEIVERS}`,
  'a key without a value': `route: {receiver: default, group_wait: }\n${RECEIVERS}`,
  'one line, no children': `{route: {receiver: default}, receivers: ${FLOW_RECEIVERS}}`,
  JSON: `{\n  "route": {\n    "receiver": "default",\n    "routes": [\n      {"matchers": ["severity=\\"page\\""], "receiver": "pager"},\n      {"receiver": "chat"}\n    ]\n  },\n  "receivers": ${FLOW_RECEIVERS},\n  "inhibit_rules": [{"source_matchers": ["severity=\\"page\\""], "target_matchers": ["severity=\\"task\\""], "equal": ["team"]}]\n}\n`,
  'flow with commas and comments': `route:
  { receiver: default, # root
    routes: [ # children
      { receiver: logger, continue: true }, # all, [logged]
      # before the last
      { matchers: [ 'team="sre"', ], receiver: chat, } # last, without comma
    ]
  }
inhibit_rules: [ { source_match: { severity: page }, target_match: { severity: warning }, equal: [team, service] } , ] # one
${RECEIVERS}`,
  'carriage returns': `# one\r\nroute:\r\n  receiver: default\r\n  routes:\r\n    # chat\r\n    - match:\r\n        team: sre\r\n      receiver: chat\r\n${RECEIVERS.replaceAll('\n', '\r\n')}`,
  'byte order mark and document marks': `\uFEFF--- # start\nroute:\n  receiver: default\n  routes:\n  - match_re: { severity: "page|task" }\n    receiver: pager\n${RECEIVERS}... \n# after the end\n`,
  'no indentation': `route:\n  receiver: default\n  routes:\n  -   receiver: logger\n      continue: true\n  -   matchers:\n      - severity = page\n      receiver: pager\n${RECEIVERS.replaceAll('\n  ', '\n')}`,
  'four spaces and tabs in comments': `route:\n    receiver: default\n    routes:\n        #\tfirst\n        -   receiver: chat\n            matchers: [ "{team='sre'}" ] #\ttab\t\n\n        -   receiver: task\n            matchers: [severity=task]\n${RECEIVERS}#\tend\n`,
  'dashes apart': `route:\n  receiver: default\n  routes:\n    # first\n    -\n      # inside\n      receiver: logger\n      continue: true\n    - # second\n      receiver: chat\n      matchers:\n        - team="sre"\n${RECEIVERS}`,
  'no final line break': `${RECEIVERS}route:\n  receiver: default\n  routes:\n    - receiver: chat\n      continue: true\n      matchers: [team="sre"]`,
  'anchors and merge keys': `route:
  receiver: default
  routes:
    - &base
      receiver: chat
      matchers: &sre [team="sre"]
      continue: true
    - <<: *base
      continue: false
      receiver: pager
    - matchers: *sre
      receiver: task
${RECEIVERS}`,
  'kept line breaks': `inhibit_rules:
  - source_matchers: [severity="page"]
    target_matchers: [severity="task"]
    equal: [team]   # and no more
    # a commented field
receivers:
  - { name: default }
  - { name: logger }
  - { name: task, webhook_configs: [{ url: "http://127.0.0.1:1/" }] }
  - { name: chat, webhook_configs: [{ url: "http://127.0.0.1:1/" }] }
  - name: pager
    email_configs:
      - to: a@example.org
        from: b@example.org
        smarthost: mx.example.org:25
        html: ""
        text: |+
          line
          # no comment

route:
  receiver: default
  routes:
    - receiver: chat
      match: { team: sre }
templates: []
`,
  'text at the end': `route:
  receiver: default
  routes:
    - receiver: chat
      match: { team: sre }
receivers:
  - { name: default }
  - { name: logger }
  - { name: task, webhook_configs: [{ url: "http://127.0.0.1:1/" }] }
  - { name: chat, webhook_configs: [{ url: "http://127.0.0.1:1/" }] }
  - name: pager
    email_configs:
      - to: a@example.org
        from: b@example.org
        smarthost: mx.example.org:25
        text: |+
          line
          # no comment


`,
  'a child that takes all': `route:\n  receiver: default\n  routes:\n    - receiver: chat\n    - receiver: pager\n      match: { severity: page }\n${RECEIVERS}`,
  'hours': `route:\n  receiver: default\n  routes:\n    - { matchers: [team="sre"], receiver: chat, mute_time_intervals: [night] }\ntime_intervals:\n  - name: night\n    time_intervals: [{ times: [{ start_time: "00:00", end_time: "06:00" }] }]\n${RECEIVERS}`,
};
