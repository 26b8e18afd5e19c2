package peaceofmind.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Family;

class AlertEngineTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Family NO_CAMERA = Family.gauge("recorder_camera_up", "", 0);

    @TempDir
    Path folder;

    @Test
    void a_fault_that_lasts_is_told_once_and_so_is_its_end() throws Exception {
        Story story = new Story(folder);
        story.pass(MINUTE);
        story.pass(MINUTE.multipliedBy(5), Story.down());
        story.pass(MINUTE);

        assertThat(story.news()).containsExactly("FIRING [ServiceDown]", "RESOLVED [ServiceDown]");
        assertThat(story.told.get(1).thread()).isEqualTo(story.told.get(0).id());
    }

    @Test
    void it_is_decided_as_soon_as_it_has_held_for_long_enough() throws Exception {
        Story story = new Story(folder);
        story.pass(Duration.ofSeconds(60), Story.down());
        assertThat(new AlertBoard(story.engine).firing()).isEmpty();

        story.pass(Duration.ofSeconds(15), Story.down());

        assertThat(new AlertBoard(story.engine).firing()).hasSize(1);
    }

    @Test
    void a_collection_that_comes_a_little_earlier_in_its_round_than_the_first_costs_no_other_round() throws Exception {
        Story story = new Story(folder);
        story.now = story.now.plusMillis(900);
        story.pass(Duration.ofSeconds(60), Story.down());
        story.now = story.now.minusMillis(900);
        story.pass(Duration.ofSeconds(15), Story.down());

        assertThat(new AlertBoard(story.engine).firing()).hasSize(1);
    }

    @Test
    void a_fault_that_passes_before_its_time_is_not_told() throws Exception {
        Story story = new Story(folder);
        story.pass(Duration.ofSeconds(45), Story.down());
        story.pass(MINUTE.multipliedBy(5));

        assertThat(story.news()).isEmpty();
    }

    @Test
    void a_restart_in_the_middle_tells_nothing_twice_and_still_tells_the_end() throws Exception {
        for (boolean inOrder : new boolean[] {true, false}) {
            Story story = new Story(folder.resolve("" + inOrder));
            story.pass(MINUTE.multipliedBy(5), Story.down());
            story.restart(inOrder);
            story.pass(MINUTE.multipliedBy(5), Story.down());
            story.restart(inOrder);
            story.pass(MINUTE);

            assertThat(story.news()).containsExactly("FIRING [ServiceDown]", "RESOLVED [ServiceDown]");
        }
    }

    @Test
    void a_step_of_the_clock_neither_fires_early_nor_delays() throws Exception {
        for (Duration step : new Duration[] {Duration.ofDays(365), Duration.ofHours(-1)}) {
            Story story = new Story(folder.resolve("" + step));
            story.pass(Duration.ofSeconds(30), Story.down());
            story.now = story.now.plus(step);
            story.pass(Duration.ofSeconds(30), Story.down());
            assertThat(new AlertBoard(story.engine).firing()).as("%s", step).isEmpty();

            story.pass(Duration.ofSeconds(30), Story.down());
            assertThat(new AlertBoard(story.engine).firing()).as("%s", step).hasSize(1);
        }
    }

    @Test
    void what_follows_from_another_alert_does_not_fire() throws Exception {
        Story story = new Story(folder);
        story.pass(MINUTE.multipliedBy(10), Story.down(), NO_CAMERA);

        assertThat(story.news()).containsExactly("FIRING [ServiceDown]");
        assertThat(new AlertBoard(story.engine).firing()).hasSize(1);
    }

    @Test
    void what_was_told_before_its_cause_is_neither_over_nor_told_twice() throws Exception {
        for (boolean restart : new boolean[] {false, true}) {
            Story story = new Story(folder.resolve("" + restart));
            story.pass(MINUTE.multipliedBy(3), NO_CAMERA);
            story.pass(MINUTE.multipliedBy(5), Story.down(), NO_CAMERA);
            if (restart) {
                story.restart(false);
            }
            story.pass(MINUTE.multipliedBy(5), NO_CAMERA);
            assertThat(story.news())
                    .containsExactly("FIRING [NoCamera]", "FIRING [ServiceDown]", "RESOLVED [ServiceDown]");
            story.pass(MINUTE);
            assertThat(story.news()).endsWith("RESOLVED [NoCamera]");
            assertThat(story.told.getLast().thread())
                    .isEqualTo(story.told.getFirst().id());
        }
    }

    @Test
    void what_ended_together_with_its_cause_is_told_as_over() throws Exception {
        Story story = new Story(folder);
        story.pass(MINUTE.multipliedBy(3), NO_CAMERA);
        story.pass(MINUTE.multipliedBy(5), Story.down(), NO_CAMERA);
        story.pass(MINUTE);

        assertThat(story.news())
                .startsWith("FIRING [NoCamera]", "FIRING [ServiceDown]")
                .containsOnlyOnce("RESOLVED [NoCamera]", "RESOLVED [ServiceDown]");
    }

    @Test
    void a_hold_and_a_drill_keep_quiet_about_the_recorder_and_patience_begins_anew_after_them() throws Exception {
        for (String purpose : List.of("peace_watchdog_held", "peace_drill_in_progress")) {
            Story story = new Story(folder.resolve(purpose));
            story.pass(MINUTE.multipliedBy(10), Story.down(), Family.gauge(purpose, "", 1));
            story.pass(MINUTE, Story.down());
            assertThat(story.news()).isEmpty();

            story.pass(MINUTE, Story.down());
            assertThat(story.news()).containsExactly("FIRING [ServiceDown]");
        }
    }

    @Test
    void a_hold_does_not_hide_what_is_not_the_recorders() throws Exception {
        Story story = new Story(folder);
        story.pass(
                MINUTE.multipliedBy(3),
                Family.gauge("peace_watchdog_held", "", 1),
                Family.gauge("peace_filesystem_remounted_readonly", "", 1));

        assertThat(story.news()).containsExactly("FIRING [DiskReadOnly]");
    }

    @Test
    void what_comes_and_goes_is_told_a_few_times_and_then_when_it_is_calm() throws Exception {
        Story story = new Story(folder);
        for (int i = 0; i < 30; i++) {
            story.pass(MINUTE.multipliedBy(2), Story.down());
            story.pass(MINUTE.multipliedBy(2));
            if (i == 10) {
                story.restart(false);
            }
        }
        assertThat(story.news())
                .containsExactly(
                        "FIRING [ServiceDown]",
                        "RESOLVED [ServiceDown]",
                        "FIRING [ServiceDown]",
                        "RESOLVED [ServiceDown]",
                        "FLAPPING [ServiceDown]");

        story.pass(MINUTE.multipliedBy(27));
        assertThat(story.news()).hasSize(5);
        story.pass(MINUTE.multipliedBy(3));
        assertThat(story.news()).hasSize(6).endsWith("RESOLVED [ServiceDown]");
        assertThat(story.told.getLast().thread()).isEqualTo(story.told.get(4).id());

        story.pass(MINUTE.multipliedBy(2), Story.down());
        assertThat(story.news()).as("afterwards it is told as before").endsWith("FIRING [ServiceDown]");
    }

    @Test
    void what_came_and_went_and_then_stays_is_told_as_lasting() throws Exception {
        Story story = new Story(folder, "alerts: {flaps_after: 2, calm_after: 10min}");
        story.pass(MINUTE.multipliedBy(2), Story.down());
        story.pass(MINUTE);
        story.pass(MINUTE.multipliedBy(12), Story.down());
        story.pass(MINUTE);

        assertThat(story.news())
                .containsExactly(
                        "FIRING [ServiceDown]",
                        "RESOLVED [ServiceDown]",
                        "FLAPPING [ServiceDown]",
                        "REPEAT [ServiceDown]",
                        "RESOLVED [ServiceDown]");
    }

    @Test
    void no_rhythm_of_a_fault_makes_ten_messages_an_hour() throws Exception {
        for (int minutes : List.of(2, 3, 5, 8, 10, 15, 31)) {
            Story story = new Story(folder.resolve("" + minutes));
            for (int passed = 0; passed < 180; passed += 2 * minutes) {
                story.pass(MINUTE.multipliedBy(minutes), Story.down());
                story.pass(MINUTE.multipliedBy(minutes));
            }
            assertThat(story.mostWithinAnHour()).as("%d minutes", minutes).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void a_silence_ends_by_itself_also_over_a_restart() throws Exception {
        Story story = new Story(folder);
        story.pass(MINUTE);
        story.engine.silence(Silence.ALL, story.now.plus(Duration.ofMinutes(20)), "root", "");
        story.pass(MINUTE.multipliedBy(10), Story.down());
        story.restart(false);
        story.pass(MINUTE.multipliedBy(5), Story.down());
        assertThat(story.news()).isEmpty();

        story.pass(MINUTE.multipliedBy(10), Story.down());
        assertThat(story.news()).containsExactly("FIRING [ServiceDown]");
        assertThat(story.engine.silences()).isEmpty();
    }

    @Test
    void what_goes_on_is_told_again_after_the_repeat_interval_only() throws Exception {
        Story story = new Story(folder, "alerts: {repeat: 1h}");
        story.pass(Duration.ofMinutes(150), Story.down());

        assertThat(story.news())
                .containsExactly("FIRING [ServiceDown]", "REPEAT [ServiceDown]", "REPEAT [ServiceDown]");
    }

    @Test
    void a_value_that_swings_around_its_limit_is_told_once() throws Exception {
        Story story = new Story(folder);
        story.pass(MINUTE.multipliedBy(6), Family.gauge("node_hwmon_temp_celsius", "", 81));
        for (int i = 0; i < 20; i++) {
            story.pass(MINUTE, Family.gauge("node_hwmon_temp_celsius", "", 79));
            story.pass(MINUTE, Family.gauge("node_hwmon_temp_celsius", "", 81));
        }

        assertThat(story.news()).containsExactly("FIRING [HighTemperature]");
    }

    @Test
    void news_that_come_together_are_one_notice() throws Exception {
        Story story = new Story(folder);
        story.pass(
                MINUTE.multipliedBy(5),
                Family.gauge("peace_watchdog_up", "", 0),
                Family.gauge("peace_filesystem_errors_total", "", 3),
                Family.gauge("peace_update_last_success", "", 0));

        assertThat(story.news()).containsExactly("FIRING [DiskErrors, UpdateFailed]", "FIRING [WatchdogDown]");
    }

    @Test
    void a_damaged_state_is_moved_aside_and_said() throws Exception {
        Files.writeString(folder.resolve("alerts.json"), "{\"at\":\"20");
        Story story = new Story(folder);
        story.pass(MINUTE);

        assertThat(story.said).singleElement().asString().contains("corrupt-0");
    }

    @Test
    void a_rule_can_be_changed_and_switched_off() throws Exception {
        Story story = new Story(
                folder, "alerts: {rules: {service_down: {on: false}, high_temperature: {limit: 60, for: 1min}}}");
        story.pass(MINUTE.multipliedBy(3), Story.down(), Family.gauge("node_hwmon_temp_celsius", "", 61));

        assertThat(story.news()).containsExactly("FIRING [HighTemperature]");
    }

    @Test
    void nothing_is_written_while_all_is_well() throws Exception {
        Story story = new Story(folder);
        story.pass(Duration.ofHours(3));

        assertThat(folder.resolve("alerts.json")).doesNotExist();
        assertThat(story.engine.mutedBecause(alert(story))).isEqualTo(Optional.empty());
    }

    private static Alert alert(Story story) throws Exception {
        story.pass(MINUTE.multipliedBy(3), Story.down());
        return new AlertBoard(story.engine).firing().getFirst();
    }
}
