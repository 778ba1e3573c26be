package io.sensorplatform.gateway.pipeline;

import io.sensorplatform.defaults.pipeline.PipelineReport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The processes of one service, behind one or more names. Asked by one thread at a time. */
final class ServiceSource {

  /** What they told, and what became of asking. */
  record Told(List<PipelineReport> reports, Pipeline.Source source) {}

  private record Question(Future<PipelineReport> answer) {}

  private final String service;
  private final List<URI> urls;
  private final Duration timeout;
  private final HttpClient http;
  private final ExecutorService executor;
  private final Clock clock;
  private @Nullable Instant silentSince;

  /** A lookup that hangs is not begun once more while it does. */
  private final List<@Nullable Future<List<InetAddress>>> lookups = new ArrayList<>();

  ServiceSource(
      String service,
      List<URI> urls,
      Duration timeout,
      HttpClient http,
      ExecutorService executor,
      Clock clock) {
    this.service = service;
    this.urls = List.copyOf(urls);
    this.timeout = timeout;
    this.http = http;
    this.executor = executor;
    this.clock = clock;
    urls.forEach(unused -> lookups.add(null));
  }

  String service() {
    return service;
  }

  /** Asks all of them at once; takes no longer than the timeout. */
  Told ask() throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    var reports = new ArrayList<PipelineReport>();
    var questions = new ArrayList<Question>();
    String why = null;
    int asked = 0;
    for (int i = 0; i < urls.size(); i++) {
      lookUp(i);
    }
    for (int i = 0; i < urls.size(); i++) {
      try {
        for (InetAddress address : addresses(i, deadline)) {
          URI url = urls.get(i);
          questions.add(new Question(executor.submit(() -> get(url, address))));
        }
      } catch (ExecutionException | TimeoutException e) {
        asked++;
        why = reason(e, urls.get(i));
      }
    }
    for (Question question : questions) {
      asked++;
      try {
        reports.add(question.answer().get(left(deadline), TimeUnit.NANOSECONDS));
      } catch (ExecutionException | TimeoutException e) {
        question.answer().cancel(true);
        why = reason(e, urls.getFirst());
      }
    }
    if (why == null) {
      silentSince = null;
    } else if (silentSince == null) {
      silentSince = clock.instant();
    }
    return new Told(reports, new Pipeline.Source(service, asked, reports.size(), silentSince, why));
  }

  private void lookUp(int number) {
    Future<List<InetAddress>> before = lookups.get(number);
    if (before == null || before.isDone()) {
      String host = urls.get(number).getHost().replaceAll("[\\[\\]]", "");
      Callable<List<InetAddress>> lookup = () -> sameFamily(InetAddress.getAllByName(host));
      lookups.set(number, executor.submit(lookup));
    }
  }

  private List<InetAddress> addresses(int number, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Future<List<InetAddress>> lookup = lookups.get(number);
    return lookup == null ? List.of() : lookup.get(left(deadline), TimeUnit.NANOSECONDS);
  }

  /** A process with an address of each family is one process. */
  private static List<InetAddress> sameFamily(InetAddress[] all) {
    return Arrays.stream(all).filter(address -> address.getClass() == all[0].getClass()).toList();
  }

  private PipelineReport get(URI url, InetAddress address)
      throws IOException, InterruptedException {
    String host = address.getHostAddress();
    String literal = host.contains(":") ? '[' + host + ']' : host;
    int port = url.getPort() < 0 ? 80 : url.getPort();
    URI target = URI.create("http://%s:%d/actuator/pipeline".formatted(literal, port));
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(target).timeout(timeout).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("it answered " + answer.statusCode());
    }
    return JsonMapper.shared().readValue(answer.body(), PipelineReport.class);
  }

  private static long left(long deadline) {
    return Math.max(deadline - System.nanoTime(), 0);
  }

  private String reason(Exception failure, URI url) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    return switch (cause) {
      case HttpTimeoutException _, TimeoutException _ ->
          "no answer within %d ms".formatted(timeout.toMillis());
      case UnknownHostException _ -> "the name %s is not known".formatted(url.getHost());
      case ConnectException _ -> "connection refused";
      case JacksonException _ -> "the answer is no report";
      case IOException e -> String.valueOf(e.getMessage());
      case null, default -> "it cannot be asked";
    };
  }
}
