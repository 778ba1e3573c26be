package io.sensorplatform.gateway.downstream;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The services behind the gateway by name, and when a failing one is spared.
 *
 * @param downstreams defaults are in application.yml
 */
@ConfigurationProperties("platform.gateway")
public record DownstreamSettings(
    @DefaultValue Map<String, Entry> downstreams,
    @DefaultValue BreakerSettings breaker,
    @DefaultValue RetrySettings retries) {

  public DownstreamSettings {
    downstreams = Map.copyOf(downstreams);
  }

  /**
   * One service.
   *
   * @param url scheme, host and port
   * @param answerTimeout from the last byte of the request to the head of the answer; default 30 s
   */
  public record Entry(URI url, @DefaultValue("30s") Duration answerTimeout) {

    public Entry {
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      String path = url.getPath();
      if (!http || url.getHost() == null || !(path == null || path.isEmpty() || path.equals("/"))) {
        throw new IllegalArgumentException("not http(s)://host:port: " + url);
      }
    }
  }

  /**
   * When a circuit breaker opens and closes.
   *
   * @param consecutiveFailures opens after so many failures in a row; default 5
   * @param failureRate opens when so many percent of the last calls failed; default 50
   * @param window how many last calls count for the rate; default 20
   * @param openFor how long it stays open at most; default 60 s
   * @param probeEvery how often an open one's service is asked whether it answers again, which ends
   *     the wait early; default 1 s
   */
  public record BreakerSettings(
      @DefaultValue("5") int consecutiveFailures,
      @DefaultValue("50") float failureRate,
      @DefaultValue("20") int window,
      @DefaultValue("60s") Duration openFor,
      @DefaultValue("1s") Duration probeEvery) {}

  /**
   * When a call is made a second time, which only what is safe to repeat is.
   *
   * @param share of the requests to a service that may be repeated, 0 to 1; default 0.1
   * @param reserve repeats saved up at most; default 20
   * @param backoff longest wait before one, drawn anew each time; a stale connection is replaced at
   *     once; default 100 ms
   */
  public record RetrySettings(
      @DefaultValue("0.1") double share,
      @DefaultValue("20") int reserve,
      @DefaultValue("100ms") Duration backoff) {

    public RetrySettings {
      if (share < 0 || share > 1 || reserve < 0 || backoff.isNegative()) {
        throw new IllegalArgumentException(
            "platform.gateway.retries: share is 0 to 1, reserve and backoff at least 0");
      }
    }
  }
}
