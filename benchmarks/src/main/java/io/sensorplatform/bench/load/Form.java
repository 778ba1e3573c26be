package io.sensorplatform.bench.load;

import java.util.regex.Pattern;

/** How readings are posted, and how the answer tells that they are there. */
public enum Form {

  /** Ours: an array; 202 tells how many were accepted. */
  READINGS("/v1/readings", "application/json", 202, "\"accepted\":(\\d+)"),

  /** Kafka Bridge's: records with keys; 200 has an offset or an error for each. */
  RECORDS(
      "/topics/" + Form.TOPIC,
      "application/vnd.kafka.json.v2+json",
      200,
      "\"offset\":\\d+|\"error_code\"");

  /** Where records are posted to. */
  public static final String TOPIC = "bench.bridge";

  private final String path;
  private final String contentType;
  private final int status;
  private final Pattern count;

  Form(String path, String contentType, int status, String count) {
    this.path = path;
    this.contentType = contentType;
    this.status = status;
    this.count = Pattern.compile(count);
  }

  String path() {
    return path;
  }

  String contentType() {
    return contentType;
  }

  /** Of an answer that is good. */
  int status() {
    return status;
  }

  String begin() {
    return this == READINGS ? "[" : "{\"records\":[";
  }

  /** Before each reading. The key is the one that sensor-service gives to the record. */
  String before(String sensorId) {
    return this == READINGS ? "" : "{\"key\":\"bench/%s\",\"value\":".formatted(sensorId);
  }

  String after() {
    return this == READINGS ? "" : "}";
  }

  String end() {
    return this == READINGS ? "]" : "]}";
  }

  /**
   * How many readings are there, says a good answer.
   *
   * @throws IllegalStateException if it says none of it, or that one failed
   */
  int accepted(String answer) {
    var found = count.matcher(answer);
    if (this == READINGS && found.find()) {
      return Integer.parseInt(found.group(1));
    }
    int offsets = 0;
    while (this == RECORDS && found.find()) {
      if (answer.charAt(found.start() + 1) == 'e') {
        throw new IllegalStateException("a record failed: " + answer);
      }
      offsets++;
    }
    if (offsets == 0) {
      throw new IllegalStateException(status + ", but how many? " + answer);
    }
    return offsets;
  }
}
