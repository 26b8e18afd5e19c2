package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.watchdog.policy.UnitState;

class UnitPropertiesTest {

    private static final String RUNNING = """
            Restart=always
            LoadState=loaded
            ActiveState=active
            SubState=running
            Result=success
            MainPID=812
            InvocationID=6f1c2a0d
            """;

    @Test
    void aRunningUnitHasAProcessAndARun() {
        ServiceLook look = UnitProperties.parse(RUNNING);
        assertThat(look.state()).isEqualTo(UnitState.ACTIVE);
        assertThat(look.mainPid()).hasValue(812);
        assertThat(look.run()).contains("6f1c2a0d:812");
        assertThat(look.detail()).isEqualTo("active (running)");
    }

    @Test
    void anotherStartIsAnotherRunEvenWithTheSameProcessNumber() {
        ServiceLook other = UnitProperties.parse(RUNNING.replace("6f1c2a0d", "77aa"));
        assertThat(other.run()).isNotEqualTo(UnitProperties.parse(RUNNING).run());
    }

    @ParameterizedTest
    @CsvSource({
        "active, success, always, ACTIVE",
        "reloading, success, always, ACTIVE",
        "activating, success, always, ACTIVATING",
        "deactivating, success, always, DEACTIVATING",
        "inactive, success, always, STOPPED",
        "failed, start-limit-hit, always, START_LIMIT_HIT",
        "failed, exit-code, on-failure, FAILED",
        "failed, timeout, no, FAILED",
        "maintenance, success, no, UNKNOWN"
    })
    void eachStateOfSystemdHasItsMeaning(String active, String result, String restart, UnitState expected) {
        String output = "LoadState=loaded\nActiveState=" + active + "\nResult=" + result + "\nRestart=" + restart
                + "\nMainPID=0\n";
        ServiceLook look = UnitProperties.parse(output);
        assertThat(look.state()).isEqualTo(expected);
        assertThat(look.run()).isEmpty();
    }

    @Test
    void anOperatorsStopThatHadToKillIsStillAStopWhereSystemdAlwaysStartsAgain() {
        ServiceLook look =
                UnitProperties.parse("LoadState=loaded\nActiveState=failed\nResult=timeout\nRestart=always\n");
        assertThat(look.state()).isEqualTo(UnitState.STOPPED);
    }

    @Test
    void anUnknownUnitSaysSo() {
        ServiceLook look = UnitProperties.parse("LoadState=not-found\nActiveState=inactive\nMainPID=0\n");
        assertThat(look.state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(look.detail()).contains("knows no such unit");
    }

    @Test
    void nothingOrHalfAnAnswerIsUnknown() {
        assertThat(UnitProperties.parse("").state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(UnitProperties.parse("LoadState=loa").state()).isEqualTo(UnitState.UNKNOWN);
        assertThat(UnitProperties.parse("=\n==\nMainPID=abc\nActiveState").mainPid())
                .isEmpty();
    }
}
