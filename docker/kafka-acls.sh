#!/usr/bin/env bash
# What each service may do at a broker with an authorizer, and no more: docs/operations.md, "A broker with users".
#
#   docker/kafka-acls.sh --bootstrap-server localhost:9092 --command-config admin.properties
#
# Needs Kafka's kafka-acls.sh on the PATH. May be run again. The prefix of topics is atlas.; the users are called as the services.
set -euo pipefail

allow() { # user, operations, kind of resource, pattern (prefixed or literal), name
  local options=(--add --allow-principal "User:$1" "--$3" "$5" --resource-pattern-type "$4")
  [ "$3" != cluster ] || options=(--add --allow-principal "User:$1" --cluster)
  local operation
  for operation in ${2//,/ }; do options+=(--operation "$operation"); done
  kafka-acls.sh "${BROKER[@]}" "${options[@]}"
}
BROKER=("$@")

# One service makes the topics and keeps their settings; the others wait half a minute for them.
allow connection-service Create,AlterConfigs topic prefixed atlas.
allow connection-service Describe topic prefixed atlas.
allow token-service Describe topic prefixed atlas.
allow action-worker Describe topic prefixed atlas.
allow console Describe topic prefixed atlas.

allow connection-service Write topic literal atlas.action-fired
allow connection-service Write,Read topic literal atlas.actions
allow connection-service Write,Read topic literal atlas.connections
allow connection-service Write topic literal atlas.token-requests
allow connection-service Write topic literal atlas.credential-tests
allow connection-service Write topic literal atlas.secret-reminders
allow connection-service Write topic literal atlas.service-status
allow connection-service Read topic literal atlas.action-executed
allow connection-service Read topic literal atlas.tokens
allow connection-service Read topic literal atlas.credential-test-results
allow connection-service Read topic literal atlas.secret-promotions
allow connection-service Read,AlterConfigs group literal atlas.connection-service
allow connection-service Write,Describe transactional-id literal atlas.outbox

allow token-service Read topic literal atlas.connections
allow token-service Read topic literal atlas.token-requests
allow token-service Read topic literal atlas.credential-tests
allow token-service Write,Read topic literal atlas.tokens
allow token-service Write topic literal atlas.credential-test-results
allow token-service Write topic literal atlas.secret-promotions
allow token-service Write topic literal atlas.service-status
allow token-service Read,AlterConfigs group literal atlas.token-service
allow token-service Read,AlterConfigs group literal atlas.credential-tests
allow token-service Write,Describe transactional-id prefixed atlas.token-

allow action-worker Read topic literal atlas.action-fired
allow action-worker Read topic literal atlas.actions
allow action-worker Read topic literal atlas.connections
allow action-worker Read topic literal atlas.tokens
allow action-worker Read topic literal atlas.retry-cancellations
allow action-worker Write,Read topic prefixed atlas.action-delayed.
allow action-worker Write topic literal atlas.action-executed
allow action-worker Write topic literal atlas.action-dead
allow action-worker Write topic literal atlas.token-requests
allow action-worker Write topic literal atlas.service-status
allow action-worker Read,AlterConfigs group literal atlas-action-worker

allow console Write,Read topic literal atlas.action-fired
allow console Write,Read topic literal atlas.retry-cancellations
allow console Read topic literal atlas.action-executed
allow console Read topic literal atlas.action-dead
allow console Read topic literal atlas.actions
allow console Read topic literal atlas.connections
allow console Read topic literal atlas.tokens
allow console Write,Read topic literal atlas.notices
allow console Read topic prefixed atlas.action-delayed.
allow console Read topic literal atlas.token-requests
allow console Read topic literal atlas.credential-tests
allow console Read topic literal atlas.credential-test-results
allow console Read topic literal atlas.secret-promotions
allow console Read topic literal atlas.secret-reminders
allow console DescribeConfigs topic prefixed atlas.
allow console Describe group prefixed atlas.
allow console Describe group literal atlas-action-worker
allow console Describe cluster literal kafka-cluster
allow console Read,AlterConfigs group literal atlas.console-history
allow console Read,AlterConfigs group literal atlas.console-names
allow console Read,AlterConfigs group literal atlas.console-connection-names
allow console Read,AlterConfigs group literal atlas.console-tokens
allow console Read,AlterConfigs group literal atlas.console-notices
allow console Write,Read topic literal atlas.service-status
