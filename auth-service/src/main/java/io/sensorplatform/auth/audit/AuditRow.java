package io.sensorplatform.auth.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit log without its hashes.
 *
 * @param address of whoever asked, as the gateway tells it; null: the platform itself
 */
record AuditRow(long seq, Instant at, Act act, @Nullable String address, @Nullable String traceId) {

  static final String COLUMNS =
      "seq, at, who, address, what, object, tenant, result, detail, count, trace_id";

  static AuditRow of(ResultSet row) throws SQLException {
    return new AuditRow(
        row.getLong("seq"),
        row.getTimestamp("at").toInstant(),
        new Act(
            row.getString("who"),
            row.getString("what"),
            row.getString("object"),
            row.getString("tenant"),
            Act.Result.valueOf(row.getString("result").toUpperCase(Locale.ROOT)),
            row.getString("detail"),
            row.getLong("count")),
        row.getString("address"),
        row.getString("trace_id"));
  }

  /**
   * SHA-256 over the hash of the row before and this row's members in the order of {@link
   * #COLUMNS}: each as the number of its UTF-8 bytes (4 bytes, big endian; -1 for null) and these
   * bytes. Numbers are decimal; {@code at} is microseconds since 1970.
   */
  byte[] hash(byte[] previous) {
    var content = new ByteArrayOutputStream();
    content.writeBytes(previous);
    add(content, Long.toString(seq));
    add(content, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)));
    add(content, act.who());
    add(content, address);
    add(content, act.what());
    add(content, act.object());
    add(content, act.tenant());
    add(content, result());
    add(content, act.detail());
    add(content, Long.toString(act.count()));
    add(content, traceId);
    try {
      return MessageDigest.getInstance("SHA-256").digest(content.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  String result() {
    return act.result().name().toLowerCase(Locale.ROOT);
  }

  private static void add(ByteArrayOutputStream content, @Nullable String member) {
    if (member == null) {
      content.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(-1).array());
      return;
    }
    byte[] utf8 = member.getBytes(StandardCharsets.UTF_8);
    content.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
    content.writeBytes(utf8);
  }
}
