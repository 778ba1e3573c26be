package io.sensorplatform.auth.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Slows down whoever guesses passwords, on all instances. Each attempt counts as failed before its
 * password is looked at, so many at once gain nothing, and is forgiven if it succeeds. Names that
 * nobody has count like any other: a wait tells nothing about them.
 */
@Component
class SignInAttempts {

  private static final Duration FORGET = Duration.ofHours(1);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final SignInSettings settings;
  private final TransactionTemplate transaction;

  SignInAttempts(
      JdbcClient jdbc,
      Clock clock,
      SignInSettings settings,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.settings = settings;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Somebody, and how often they may fail. */
  private record Subject(byte[] hash, int free) {}

  /** Whether there may be an attempt now; if so, it is counted. */
  boolean begin(String username, String address) {
    Instant now = clock.instant();
    jdbc.sql(
            """
            delete from sign_in_attempt where subject in (
              select subject from sign_in_attempt where last_at < ? for update skip locked)
            """)
        .param(Timestamp.from(now.minus(FORGET)))
        .update();
    return transaction.execute(status -> {
      List<Subject> subjects = subjects(username, address);
      if (subjects.stream().anyMatch(subject -> isLocked(subject, now))) {
        return false;
      }
      subjects.forEach(subject -> count(subject, now));
      return true;
    });
  }

  void succeeded(String username, String address) {
    for (Subject subject : subjects(username, address)) {
      jdbc.sql(
              """
              update sign_in_attempt set failures = greatest(failures - 1, 0),
                locked_until = case when failures > :free then locked_until end
              where subject = :subject
              """)
          .param("free", subject.free())
          .param("subject", subject.hash())
          .update();
    }
    // Who knows the password is not the one who guessed from here.
    jdbc.sql("delete from sign_in_attempt where subject = ?")
        .param(userAt(username, address).hash())
        .update();
  }

  private boolean isLocked(Subject subject, Instant now) {
    // Locks the row, so that of many at once each sees what the one before has counted.
    jdbc.sql(
            """
            insert into sign_in_attempt (subject, failures, last_at) values (?, 0, ?)
            on conflict (subject) do nothing
            """)
        .params(subject.hash(), Timestamp.from(now))
        .update();
    return jdbc.sql("select locked_until > ? from sign_in_attempt where subject = ? for update")
        .params(Timestamp.from(now), subject.hash())
        .query((row, number) -> row.getBoolean(1))
        .single();
  }

  private void count(Subject subject, Instant now) {
    int failures =
        jdbc.sql(
                """
                update sign_in_attempt set failures = failures + 1, last_at = ?
                where subject = ? returning failures
                """)
            .params(Timestamp.from(now), subject.hash())
            .query(Integer.class)
            .single();
    Duration wait = settings.waitAfter(failures, subject.free());
    if (wait.isPositive()) {
      jdbc.sql("update sign_in_attempt set locked_until = ? where subject = ?")
          .params(Timestamp.from(now.plus(wait)), subject.hash())
          .update();
    }
  }

  /** In an order of their own, so that no two transactions wait for each other. */
  private List<Subject> subjects(String username, String address) {
    return List.of(
            userAt(username, address),
            new Subject(hash("address", address), settings.freeFailures() * 4),
            new Subject(hash("user", name(username)), settings.freeFailures() * 10))
        .stream()
        .sorted((one, other) -> Arrays.compareUnsigned(one.hash(), other.hash()))
        .toList();
  }

  private Subject userAt(String username, String address) {
    return new Subject(hash("user-at", name(username), address), settings.freeFailures());
  }

  private static String name(String username) {
    return username.strip().toLowerCase(Locale.ROOT);
  }

  private static byte[] hash(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] inner =
            MessageDigest.getInstance("SHA-256").digest(part.getBytes(StandardCharsets.UTF_8));
        digest.update(inner);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
