package io.atlas.kit.kafka;

import io.atlas.model.kafka.KafkaConnection;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How topics are named, under {@code atlas}.
 *
 * @param topicPrefix before every topic, group and transactional id
 */
@ConfigurationProperties("atlas")
record TopicSettings(@DefaultValue(KafkaConnection.DEFAULT_PREFIX) String topicPrefix) {}
