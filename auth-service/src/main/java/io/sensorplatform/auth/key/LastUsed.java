package io.sensorplatform.auth.key;

import jakarta.annotation.PreDestroy;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Writes down when keys were last used: now and then and many at once, so that a token costs no
 * write. What is not yet written is lost if the process is killed.
 */
@Component
class LastUsed {

  private static final Logger log = LoggerFactory.getLogger(LastUsed.class);

  /** More keys than this in one interval are not noted: memory stays bounded. */
  private static final int MAX_NOTED = 100_000;

  private final JdbcTemplate jdbc;
  private final Map<String, Instant> noted = new ConcurrentHashMap<>();

  LastUsed(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void note(String keyId, Instant at) {
    if (noted.size() < MAX_NOTED || noted.containsKey(keyId)) {
      noted.put(keyId, at);
    }
  }

  @PreDestroy
  @Scheduled(
      fixedDelayString = "${platform.auth.last-used-interval:30s}",
      initialDelayString = "${platform.auth.last-used-interval:30s}")
  void write() {
    List<Map.Entry<String, Instant>> batch = new ArrayList<>(noted.entrySet());
    if (batch.isEmpty()) {
      return;
    }
    try {
      jdbc.batchUpdate(
          "update device_key set last_used_at = greatest(last_used_at, ?) where key_id = ?",
          batch.stream()
              .map(use -> new Object[] {Timestamp.from(use.getValue()), use.getKey()})
              .toList());
    } catch (DataAccessException e) {
      log.warn("The last use of {} keys is not written down yet; trying again later", batch.size());
      return;
    }
    batch.forEach(use -> noted.remove(use.getKey(), use.getValue()));
  }
}
