package io.sensorplatform.endtoend.metric;

import io.sensorplatform.endtoend.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service told Prometheus once.
 *
 * @param text as it came
 */
record Scrape(List<Series> series, String text) {

  static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*?)\\})? (\\S+)(?: # .*)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  record Series(String name, Map<String, String> labels, double value) {}

  static Scrape of(Platform platform, String service) throws IOException, InterruptedException {
    return of(platform, service, "text/plain");
  }

  static Scrape of(Platform platform, String service, String form)
      throws IOException, InterruptedException {
    String url = platform.managementUrl(service);
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(url + "/actuator/prometheus"))
                .header("Accept", form)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(service + " answers " + answer.statusCode());
    }
    return parse(answer.body());
  }

  static Scrape parse(String text) {
    var series = new ArrayList<Series>();
    for (String line : text.lines().filter(one -> !one.startsWith("#")).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("no series: " + line);
      }
      var labels = new TreeMap<String, String>();
      if (matcher.group(2) != null) {
        LABEL.matcher(matcher.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
      }
      series.add(new Series(matcher.group(1), labels, number(matcher.group(3))));
    }
    return new Scrape(series, text);
  }

  /** The sum of all series of this name. */
  double sum(String name) {
    return series.stream().filter(one -> one.name().equals(name)).mapToDouble(Series::value).sum();
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
