package io.sensorplatform.monitoring.query;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stretch of time as Prometheus writes it, such as {@code 5m}. */
public record Span(String text, Duration duration) {

  private static final Pattern FORM = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Span of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no stretch of time such as 5m: " + text);
    }
    long count = Long.parseLong(matcher.group(1));
    return new Span(
        text,
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  public long seconds() {
    return duration.toSeconds();
  }

  @Override
  public String toString() {
    return text;
  }
}
