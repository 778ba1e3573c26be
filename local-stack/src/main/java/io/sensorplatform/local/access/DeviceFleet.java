package io.sensorplatform.local.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Numbered devices {@code load-0000..} of one tenant, each with a key that is known here. */
public final class DeviceFleet {
  private static final Duration LEAST_LEFT = Duration.ofMinutes(2);
  private static final int UNAUTHORIZED = 401;

  private final Access access;
  private final URI tokenEndpoint;
  private final String tenant;
  private final Clock clock;

  /**
   * A device that may send.
   *
   * @param prefix begins the ids of its sensors
   * @param tokenUntil milliseconds since 1970
   */
  public record Member(
      String prefix, String clientId, String apiKey, String token, long tokenUntil) {}

  /**
   * @param tokenEndpoint the gateway's, or auth-service's own, which nothing limits
   */
  public DeviceFleet(Access access, URI tokenEndpoint, String tenant, Clock clock) {
    this.access = access;
    this.tokenEndpoint = tokenEndpoint;
    this.tenant = tenant;
    this.clock = clock;
  }

  /** The first so many, registered if they are not, each with a new token. */
  public List<Member> ready(int count) {
    List<Integer> unknown = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      if (access.login(name(number)).isEmpty()) {
        unknown.add(number);
      }
    }
    if (!unknown.isEmpty()) {
      register(unknown);
    }
    List<Member> members = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      members.add(withToken(number));
    }
    return members;
  }

  /** The same with a token that lasts a while. */
  public Member renewed(Member member) {
    return clock.instant().isBefore(Instant.ofEpochMilli(member.tokenUntil()).minus(LEAST_LEFT))
        ? member
        : member(member.prefix(), new KeptDevices.Login(member.clientId(), member.apiKey()));
  }

  private Member withToken(int number) {
    try {
      return member(prefix(number), access.login(name(number)).orElseThrow());
    } catch (AccessException e) {
      if (e.status() != UNAUTHORIZED) {
        throw e;
      }
      // Its key was revoked, has expired, or is of a platform that was reset meanwhile.
      addKey(number);
      return member(prefix(number), access.login(name(number)).orElseThrow());
    }
  }

  private Member member(String prefix, KeptDevices.Login login) {
    Instant now = clock.instant();
    JsonNode told = access.token(login, tokenEndpoint);
    return new Member(
        prefix,
        login.clientId(),
        login.apiKey(),
        told.path("access_token").asString(),
        now.plusSeconds(told.path("expires_in").asLong()).toEpochMilli());
  }

  private void register(List<Integer> numbers) {
    try {
      Path file = Files.createTempFile("load-devices", ".ndjson");
      try {
        Files.write(file, numbers.stream().map(DeviceFleet::line).toList());
        access.importDevices(file, false, tenant, result -> {});
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Those that were there before, with a key that nobody here knows.
    numbers.stream().filter(number -> access.login(name(number)).isEmpty()).forEach(this::addKey);
  }

  private void addKey(int number) {
    try {
      access.addKey(access.device(name(number), tenant), Map.of());
    } catch (AccessException e) {
      if (e.status() != 404) {
        throw e;
      }
      register(List.of(number));
    }
  }

  private static String line(int number) {
    return JsonMapper.shared()
        .writeValueAsString(Map.of("name", name(number), "sensors", List.of(prefix(number))));
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "load-%04d", number);
  }

  private static String prefix(int number) {
    return String.format(Locale.ROOT, "load/%04d/", number);
  }
}
