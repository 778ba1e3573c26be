package io.sensorplatform.endtoend.fuzz;

import io.sensorplatform.endtoend.fuzz.Connection.Answer;
import io.sensorplatform.endtoend.fuzz.Mutations.Attempt;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sends mutated requests to a gateway, at any address, and tells what came back. */
final class Fuzz {

  private static final int CONNECTIONS = 48;
  private static final int FAULTS_KEPT = 50;

  private final URI gateway;
  private final Mutations mutations;
  private final Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong next = new AtomicLong();

  Fuzz(URI gateway, String token, long seed) throws IOException {
    this.gateway = gateway;
    this.mutations = new Mutations(new Seeds(gateway.getAuthority(), token).requests(), seed);
  }

  /** Tries so many, and keeps those that it finds at fault as files to be sent again. */
  void run(long attempts, Path faulty) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(Thread.ofVirtual().start(() -> work(attempts, faulty)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** How often which answer came. */
  Map<String, AtomicLong> answers() {
    return new TreeMap<>(answers);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  private void work(long attempts, Path faulty) {
    try (var connection = new Connection(gateway.getHost(), gateway.getPort())) {
      for (long number = next.getAndIncrement();
          number < attempts;
          number = next.getAndIncrement()) {
        look(connection, number, mutations.attempt(number), faulty);
      }
    } catch (IOException e) {
      faults.add("a connection broke: " + e);
    }
  }

  private void look(Connection connection, long number, Attempt attempt, Path faulty)
      throws IOException {
    String outcome;
    boolean fault = false;
    String body = "";
    try {
      Answer answer = connection.ask(attempt);
      if (answer == null) {
        outcome = attempt.framed() ? "closed" : "no answer to garbage";
        fault = attempt.framed();
      } else {
        outcome = Integer.toString(answer.status());
        fault = answer.fault();
        body = answer.body();
      }
    } catch (IOException e) {
      outcome = "silence";
      fault = true;
      body = e.toString();
    }
    answers.computeIfAbsent(outcome, unused -> new AtomicLong()).incrementAndGet();
    if (fault && faults.size() < FAULTS_KEPT) {
      Path file = faulty.resolve(number + ".http");
      Files.createDirectories(faulty);
      Files.write(file, attempt.bytes());
      faults.add(
          "%s to number %d: %s%n  echo %s | base64 -d | nc HOST PORT"
              .formatted(
                  outcome,
                  number,
                  body.substring(0, Math.min(400, body.length())),
                  attempt.bytes().length > 4_000
                      ? file
                      : Base64.getEncoder().encodeToString(attempt.bytes())));
    }
  }
}
