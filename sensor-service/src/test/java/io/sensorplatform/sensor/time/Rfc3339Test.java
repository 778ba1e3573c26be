package io.sensorplatform.sensor.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  private static final int RUNS = 50_000;
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})");

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 0",
    "1969-12-31T23:59:59.999999Z, -1",
    "2026-11-21T10:15:30.123456Z, 1795256130123456",
    "2026-11-21T10:15:30.5Z, 1795256130500000",
    "2026-11-21T11:15:30+01:00, 1795256130000000",
    "2026-11-21T09:45:30-00:30, 1795256130000000",
    "2026-11-21T10:15:30-00:00, 1795256130000000",
    "2026-11-21t10:15:30z, 1795256130000000",
    "2026-11-21 10:15:30Z, 1795256130000000",
    "2024-02-29T00:00:00Z, 1709164800000000",
  })
  void readsInstants(String text, long micros) {
    assertThat(Rfc3339.micros(text)).isEqualTo(micros);
  }

  @Test
  void dropsDigitsAfterTheSixth() {
    assertThat(Rfc3339.micros("2026-11-21T10:15:30.123456999Z"))
        .isEqualTo(Rfc3339.micros("2026-11-21T10:15:30.123456Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2016-12-31T23:59:60.25Z, 2017-01-01T00:00:00.25Z",
    "2015-06-30T23:59:60Z, 2015-07-01T00:00:00Z",
    "2017-01-01T00:59:60+01:00, 2017-01-01T00:00:00Z",
  })
  void readsALeapSecondAsTheSecondThatFollows(String leap, String next) {
    assertThat(Rfc3339.micros(leap)).isEqualTo(Rfc3339.micros(next));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-21",
        "2026-11-21T10:15:30",
        "2026-11-21T10:15Z",
        "2026-11-21T10:15:30.Z",
        "2026-11-21T10:15:30,5Z",
        "2026-11-21T10:15:30+0100",
        "2026-11-21T10:15:30+01",
        "2026-11-21T10:15:30+24:00",
        "2026-11-21T10:15:30+01:60",
        "2026-11-21T10:15:30ZZ",
        "2026-11-21T24:00:00Z",
        "2026-11-21T10:60:00Z",
        "2026-11-21T10:15:61Z",
        "2026-11-21T10:15:60Z",
        "2026-11-30T23:59:60Z",
        "2016-12-31T23:59:60+01:00",
        "2026-00-21T10:15:30Z",
        "2026-13-21T10:15:30Z",
        "2026-11-00T10:15:30Z",
        "2026-11-31T10:15:30Z",
        "2025-02-29T10:15:30Z",
        "1900-02-29T10:15:30Z",
        "+2026-11-21T10:15:30Z",
        "2026-11-21T10:15:30.1 Z",
        "２026-11-21T10:15:30Z",
      })
  void refusesWhatIsNotAnInstant(String text) {
    assertThat(Rfc3339.micros(text)).isEqualTo(Rfc3339.INVALID);
  }

  @Test
  void readsRandomInstantsAsJavaTimeDoes() {
    var random = new Random(20261121);
    for (int i = 0; i < RUNS; i++) {
      String text = randomText(random);
      assertThat(Rfc3339.micros(text)).as(text).isEqualTo(byJavaTime(text));
    }
  }

  @Test
  void judgesDamagedTextAsJavaTimeDoes() {
    var random = new Random(7);
    String alphabet = "0123456789-:.TtZz+ x\u0660";
    for (int i = 0; i < RUNS; i++) {
      var text = new StringBuilder(randomText(random));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(random.nextInt(text.length()), pick(alphabet, random));
        case 1 -> text.insert(random.nextInt(text.length() + 1), pick(alphabet, random));
        default -> text.deleteCharAt(random.nextInt(text.length()));
      }
      assertThat(Rfc3339.micros(text.toString()))
          .as(text.toString())
          .isEqualTo(byJavaTime(text.toString()));
    }
  }

  @Test
  void readsTextInTheMiddleOfABuffer() {
    char[] buffer = "xx2026-11-21T10:15:30Z9".toCharArray();

    assertThat(Rfc3339.micros(buffer, 2, buffer.length - 3))
        .isEqualTo(Rfc3339.micros("2026-11-21T10:15:30Z"));
  }

  @Test
  void writesWhatItReads() {
    var random = new Random(3);
    for (int i = 0; i < RUNS; i++) {
      long micros = random.nextLong(-62_135_596_800_000_000L, 253_402_300_800_000_000L);
      String text = Rfc3339.format(micros);
      assertThat(text).hasSize(27);
      assertThat(Instant.parse(text)).isEqualTo(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
      assertThat(Rfc3339.micros(text)).isEqualTo(micros);
    }
  }

  private static char pick(String alphabet, Random random) {
    return alphabet.charAt(random.nextInt(alphabet.length()));
  }

  private static String randomText(Random random) {
    LocalDate day = LocalDate.of(random.nextInt(10_000), 1, 1).plusDays(random.nextInt(365));
    int digits = random.nextInt(10);
    var text = new StringBuilder();
    text.append(
        "%04d-%02d-%02d%s%02d:%02d:%02d"
            .formatted(
                day.getYear(),
                day.getMonthValue(),
                day.getDayOfMonth(),
                pick("TTt ", random),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60)));
    if (digits > 0) {
      text.append('.');
      for (int i = 0; i < digits; i++) {
        text.append(random.nextInt(10));
      }
    }
    if (random.nextBoolean()) {
      text.append(pick("ZZz", random));
    } else {
      text.append(
          "%s%02d:%02d".formatted(pick("+-", random), random.nextInt(24), random.nextInt(60)));
    }
    return text.toString();
  }

  /** The same rules on java.time, whose offsets end at 18 hours and fractions at 9 digits. */
  private static long byJavaTime(String text) {
    if (!FORM.matcher(text).matches()) {
      return Rfc3339.INVALID;
    }
    try {
      int zone = text.endsWith("Z") || text.endsWith("z") ? 1 : 6;
      String local = text.substring(0, text.length() - zone).replace(' ', 'T').replace('t', 'T');
      int point = local.indexOf('.');
      if (point >= 0 && local.length() > point + 7) {
        local = local.substring(0, point + 7);
      }
      boolean leap = local.startsWith("60", 17);
      String counted = leap ? local.substring(0, 17) + "59" + local.substring(19) : local;
      Instant instant =
          OffsetDateTime.parse(counted + "Z").toInstant().minusSeconds(offsetSeconds(text, zone));
      if (leap) {
        OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
        String end = utc.truncatedTo(ChronoUnit.SECONDS).toLocalDateTime().toString();
        if (!end.endsWith("06-30T23:59:59") && !end.endsWith("12-31T23:59:59")) {
          return Rfc3339.INVALID;
        }
        instant = instant.plusSeconds(1);
      }
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    } catch (DateTimeException e) {
      return Rfc3339.INVALID;
    }
  }

  private static long offsetSeconds(String text, int zone) {
    if (zone == 1) {
      return 0;
    }
    String offset = text.substring(text.length() - zone);
    int hours = Integer.parseInt(offset.substring(1, 3));
    int minutes = Integer.parseInt(offset.substring(4, 6));
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("offset");
    }
    long seconds = (hours * 60L + minutes) * 60;
    return offset.charAt(0) == '-' ? -seconds : seconds;
  }
}
