package io.sensorplatform.defaults.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * That all tokens of something are refused from now on; a record of the topic {@code
 * auth.revocations}.
 *
 * @param id of the key, device, operator, session or signing key
 * @param revokedAt when it was decided
 * @param until when the last such token has expired by itself
 * @param below tokens of this generation and later ones are good: of devices and operators, who may
 *     get new tokens afterwards; null: none is
 */
public record Revocation(
    Kind kind, String id, Instant revokedAt, Instant until, @Nullable Long below) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What tokens can be of. */
  public enum Kind {
    KEY,
    DEVICE,
    OPERATOR,
    SESSION,
    SIGNING_KEY;

    private final String tag = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it stands in records and metrics. */
    public String tag() {
      return tag;
    }

    static @Nullable Kind of(@Nullable String tag) {
      for (Kind kind : values()) {
        if (kind.tag.equals(tag)) {
          return kind;
        }
      }
      return null;
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Form(
      @Nullable String kind,
      @Nullable String id,
      @Nullable Instant revokedAt,
      @Nullable Instant until,
      @Nullable Long below) {}

  /** The record's key: the last record of a key tells all. */
  public byte[] recordKey() {
    return (kind.tag() + '/' + id).getBytes(StandardCharsets.UTF_8);
  }

  public byte[] toJson() {
    return JSON.writeValueAsBytes(new Form(kind.tag(), id, revokedAt, until, below));
  }

  /** Empty if it is no revocation, or of a kind that this version does not know. */
  static Optional<Revocation> ofJson(byte[] json) {
    try {
      Form form = JSON.readValue(json, Form.class);
      Kind kind = form == null ? null : Kind.of(form.kind());
      if (kind == null || form.id() == null || form.revokedAt() == null || form.until() == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Revocation(kind, form.id(), form.revokedAt(), form.until(), form.below()));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Both in one: what either refuses. */
  Revocation and(Revocation other) {
    Revocation later = revokedAt.isAfter(other.revokedAt) ? this : other;
    Long most = below == null || other.below == null ? null : Math.max(below, other.below);
    Instant last = until.isAfter(other.until) ? until : other.until;
    return new Revocation(kind, id, later.revokedAt, last, most);
  }

  boolean refuses(long generation) {
    return below == null || generation < below;
  }
}
