package io.sensorplatform.endtoend.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.endtoend.fuzz.Request.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes bad requests of good ones: the same ones for the same seed and number, whoever asks and in
 * whatever order.
 */
final class Mutations {

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1e999",
          "NaN",
          "null",
          "true",
          "[]",
          "{}",
          "\"",
          "\\",
          "'",
          "' OR 1=1--",
          "${jndi:ldap://x}",
          "{{7*7}}",
          "<script>",
          "../../etc/passwd",
          "%00",
          "%0d%0aX: 1",
          "%c0%ae",
          "%",
          "%zz",
          "\u00e9",
          "\ud83d\ude00",
          "\u0000",
          "\t",
          "\r\n",
          "\n",
          "a".repeat(300),
          "a".repeat(5_000),
          "9".repeat(400),
          "99999999999999999999",
          "-9223372036854775808",
          "2026-13-45T99:99:99Z",
          "+999999999-12-31T23:59:59Z",
          "PT0S",
          "PT-1M",
          "P99999999D",
          "*",
          "?",
          "&&&=",
          ";a=b",
          "//",
          "..",
          "#x",
          "\ufeff",
          "\u202e",
          "0x10",
          "1_000",
          "1.0",
          ".5",
          "1/2");

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO", "get");

  private static final List<Field> FIELDS =
      List.of(
          new Field("Content-Encoding", "gzip"),
          new Field("Content-Encoding", "br"),
          new Field("Content-Encoding", "gzip, gzip"),
          new Field("Content-Type", "text/plain"),
          new Field("Content-Type", "application/json;charset=utf-16"),
          new Field("Content-Type", "/"),
          new Field("Accept", "image/png"),
          new Field("Accept", "*/*;q=2"),
          new Field("Accept-Encoding", "gzip;q=x"),
          new Field("Authorization", "Basic ====="),
          new Field("Authorization", "Bearer a.b.c"),
          new Field("Idempotency-Key", "\"a"),
          new Field("If-Match", "W/\"x\""),
          new Field("If-None-Match", "*"),
          new Field("If-Modified-Since", "yesterday"),
          new Field("Range", "bytes=0-0,-1"),
          new Field("Expect", "100-continue"),
          new Field("Cookie", "platform-login=x; =; ;;"),
          new Field("Origin", "null"),
          new Field("traceparent", "00-0-0-0"),
          new Field("X-Forwarded-For", "1.2.3.4"),
          new Field("X-Forwarded-Host", "evil.example"),
          new Field("X-HTTP-Method-Override", "DELETE"),
          new Field("Forwarded", "for=\"[::1"),
          new Field("Accept-Language", "xx-".repeat(50)),
          new Field("Content-Disposition", "form-data; name=\""),
          new Field("Content-Range", "bytes 1-0/*"));

  private final List<Request> seeds;
  private final long seed;

  Mutations(List<Request> seeds, long seed) {
    this.seeds = List.copyOf(seeds);
    this.seed = seed;
  }

  Attempt attempt(long number) {
    var random = new SplittableRandom(seed * 1_000_003 + number);
    Request request = seeds.get(random.nextInt(seeds.size()));
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      request = change(request, random);
    }
    byte[] bytes = request.bytes();
    boolean framed = random.nextInt(100) >= 15;
    return new Attempt(framed ? bytes : garbled(bytes, random), framed);
  }

  private static Request change(Request request, SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> request.withMethod(pick(METHODS, random));
      case 1, 2 -> request.withTarget(target(request.target(), random));
      case 3 -> request.withTarget(query(request.target(), random));
      case 4 -> request.withFields(with(request.fields(), pick(FIELDS, random), random));
      case 5 -> request.withFields(without(request.fields(), random));
      case 6 -> request.withFields(changed(request.fields(), random));
      case 7 -> request.withBody(garbled(request.body(), random));
      default ->
          request.body().length == 0
              ? request.withTarget(query(request.target(), random))
              : request.withBody(structure(request.body(), random));
    };
  }

  private static String target(String target, SplittableRandom random) {
    String[] segments = target.split("/", -1);
    int at = random.nextInt(segments.length);
    segments[at] =
        switch (random.nextInt(4)) {
          case 0 -> pick(TEXTS, random);
          case 1 -> segments[at] + pick(TEXTS, random);
          case 2 -> "";
          default -> segments[random.nextInt(segments.length)];
        };
    return line(
        "/" + String.join("/", Arrays.asList(segments).subList(Math.min(1, at), segments.length)));
  }

  private static String query(String target, SplittableRandom random) {
    List<String> names =
        List.of(
            "from",
            "to",
            "limit",
            "cursor",
            "fields",
            "order",
            "prefix",
            "bucket",
            "functions",
            "sort");
    char before = target.indexOf('?') < 0 ? '?' : '&';
    return line(target + before + pick(names, random) + '=' + pick(TEXTS, random));
  }

  /** What would end the line is put in by {@link #garbled}. */
  private static String line(String text) {
    return text.replace("\r", "%0d").replace("\n", "%0a").replace(" ", "%20");
  }

  private static List<Field> with(List<Field> fields, Field field, SplittableRandom random) {
    List<Field> more = new ArrayList<>(fields);
    more.add(random.nextInt(more.size() + 1), field);
    return more;
  }

  private static List<Field> without(List<Field> fields, SplittableRandom random) {
    List<Field> fewer = new ArrayList<>(fields);
    if (!fewer.isEmpty()) {
      fewer.remove(random.nextInt(fewer.size()));
    }
    return fewer;
  }

  private static List<Field> changed(List<Field> fields, SplittableRandom random) {
    List<Field> others = new ArrayList<>(fields);
    if (!others.isEmpty()) {
      int at = random.nextInt(others.size());
      Field field = others.get(at);
      String text = pick(TEXTS, random).replaceAll("[\r\n]", "");
      others.set(
          at,
          new Field(
              field.name(), random.nextBoolean() ? text : splice(field.value(), text, random)));
    }
    return others;
  }

  /** Changes JSON or a form where its parts begin and end. */
  private static byte[] structure(byte[] body, SplittableRandom random) {
    String text = new String(body, ISO_8859_1);
    int at = next(text, random.nextInt(text.length() + 1));
    int to = next(text, Math.min(text.length(), at + 1));
    String insert = new String(pick(TEXTS, random).getBytes(UTF_8), ISO_8859_1);
    String changed =
        switch (random.nextInt(7)) {
          case 0 -> text.substring(0, at) + insert + text.substring(at);
          case 1 -> text.substring(0, at) + insert + text.substring(to);
          case 2 -> text.substring(0, at) + text.substring(to);
          case 3 -> text.substring(0, at) + text.substring(at, to).repeat(50) + text.substring(to);
          case 4 ->
              text.substring(0, at) + "[".repeat(1 + random.nextInt(10_000)) + text.substring(at);
          case 5 ->
              text.substring(0, at)
                  + "{\"a\":".repeat(1 + random.nextInt(2_000))
                  + text.substring(at);
          default -> text.substring(0, at);
        };
    return changed.getBytes(ISO_8859_1);
  }

  private static int next(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (",:{}[]\"&=\n".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static String splice(String text, String insert, SplittableRandom random) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + insert + text.substring(at);
  }

  private static byte[] garbled(byte[] bytes, SplittableRandom random) {
    byte[] garbled = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && garbled.length > 0; i--) {
      int at = random.nextInt(garbled.length);
      int end = at + random.nextInt(Math.min(64, garbled.length - at));
      garbled =
          switch (random.nextInt(5)) {
            case 0 -> flipped(garbled, at, random);
            case 1 -> join(garbled, 0, at, garbled, end, garbled.length);
            case 2 -> join(garbled, 0, end, garbled, at, garbled.length);
            case 3 -> Arrays.copyOf(garbled, at);
            default -> {
              byte[] text = pick(TEXTS, random).getBytes(UTF_8);
              byte[] head = join(garbled, 0, at, text, 0, text.length);
              yield join(head, 0, head.length, garbled, at, garbled.length);
            }
          };
    }
    return garbled;
  }

  private static byte[] flipped(byte[] bytes, int at, SplittableRandom random) {
    bytes[at] = (byte) random.nextInt(256);
    return bytes;
  }

  private static byte[] join(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    byte[] joined = new byte[aTo - aFrom + bTo - bFrom];
    System.arraycopy(a, aFrom, joined, 0, aTo - aFrom);
    System.arraycopy(b, bFrom, joined, aTo - aFrom, bTo - bFrom);
    return joined;
  }

  private static <T> T pick(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  /**
   * A request to be tried.
   *
   * @param framed whether it ends where it says, so that it must be answered
   */
  record Attempt(byte[] bytes, boolean framed) {

    /** Whether its answer has no body. */
    boolean head() {
      return new String(bytes, 0, Math.min(5, bytes.length), ISO_8859_1).equals("HEAD ");
    }
  }
}
