/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl: finds the subject that the first word names and hands the rest to it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-audience.h"
#include "ctl/esp-ctl-backup.h"
#include "ctl/esp-ctl-campaign.h"
#include "ctl/esp-ctl-channel.h"
#include "ctl/esp-ctl-consent.h"
#include "ctl/esp-ctl-door.h"
#include "ctl/esp-ctl-erase.h"
#include "ctl/esp-ctl-event.h"
#include "ctl/esp-ctl-export.h"
#include "ctl/esp-ctl-goal.h"
#include "ctl/esp-ctl-history.h"
#include "ctl/esp-ctl-import.h"
#include "ctl/esp-ctl-job.h"
#include "ctl/esp-ctl-journey.h"
#include "ctl/esp-ctl-lead.h"
#include "ctl/esp-ctl-library.h"
#include "ctl/esp-ctl-mailbox.h"
#include "ctl/esp-ctl-message.h"
#include "ctl/esp-ctl-overview.h"
#include "ctl/esp-ctl-plan.h"
#include "ctl/esp-ctl-report.h"
#include "ctl/esp-ctl-review.h"
#include "ctl/esp-ctl-rules.h"
#include "ctl/esp-ctl-run.h"
#include "ctl/esp-ctl-score.h"
#include "ctl/esp-ctl-segment.h"
#include "ctl/esp-ctl-task.h"
#include "ctl/esp-ctl-template.h"
#include "ctl/esp-ctl-workspace.h"
#include "ctl/esp-ctl.h"

#include <locale.h>
#include <signal.h>
#include <string.h>

static const EspCtlCommand commands[] = {
  { "audience", "people mirrored to advertising platforms", esp_ctl_audience },
  { "backup", "copy a workspace to a file", esp_ctl_backup },
  { "campaign", "make, count, send and explain campaigns", esp_ctl_campaign },
  { "channel", "add, list and test the ways out", esp_ctl_channel },
  { "consent", "who has to be told what, double opt-in, and the proof", esp_ctl_consent },
  { "door", "which services may tell what became of messages", esp_ctl_door },
  { "erase", "erase a person for good", esp_ctl_erase },
  { "event", "tell what happened to a lead", esp_ctl_event },
  { "export", "lists of leads, or all about one person", esp_ctl_export },
  { "goal", "what is to be reached, and how far it is", esp_ctl_goal },
  { "history", "what was done, and taking it back", esp_ctl_history },
  { "import", "bring files in", esp_ctl_import },
  { "job", "what runs, waits and failed, and what to do about it", esp_ctl_job },
  { "journey", "make, check, publish, rehearse and explain journeys", esp_ctl_journey },
  { "kill-switch", "halt everything, or let it go on", esp_ctl_kill_switch },
  { "lead", "list, show, edit and merge leads", esp_ctl_lead },
  { "library", "what messages share: templates, blocks, pictures, brand", esp_ctl_library },
  { "mailbox", "read what comes back to a channel", esp_ctl_mailbox },
  { "message", "write, check and render messages", esp_ctl_message },
  { "outbox", "what waits to leave, and why", esp_ctl_outbox },
  { "overview", "what needs somebody, and how it goes", esp_ctl_overview },
  { "plan", "what is when, what stands against what, and the money", esp_ctl_plan },
  { "report", "questions and their answers, what became of a campaign", esp_ctl_report },
  { "restore", "put a backup in the place of a workspace", esp_ctl_restore },
  { "review", "check what is to be sent", esp_ctl_review },
  { "rules", "the rule packs of the checks", esp_ctl_rules },
  { "run", "send what is ordered", esp_ctl_run },
  { "score", "make, try, compute and explain scores of leads", esp_ctl_score },
  { "segment", "make, count, list and explain segments", esp_ctl_segment },
  { "stage", "the stages of leads, and how each came there", esp_ctl_stage },
  { "task", "what people are to do about leads", esp_ctl_task },
  { "template", "render Liquid templates", esp_ctl_template },
  { "undo", "take back the last change, or one of the history", esp_ctl_undo },
  { "workspace", "make a workspace, or look at one", esp_ctl_workspace },
  { NULL },
};

static void
print_help (void)
{
  g_print ("Usage: espalierctl SUBJECT [ACTION] [OPTION…]\n\nSubjects:\n");
  for (const EspCtlCommand *command = commands; command->name != NULL; command++)
    g_print ("  %-12s %s\n", command->name, command->summary);
  g_print ("\n“espalierctl SUBJECT --help” tells more.\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  (void) signal (SIGXFSZ, SIG_IGN); /* a limit on files is an error to tell, not an end */
  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return argc < 2 ? 2 : 0;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("espalierctl %s\n", ESP_VERSION);
      return 0;
    }
  for (const EspCtlCommand *command = commands; command->name != NULL; command++)
    if (g_str_equal (command->name, argv[1]))
      return command->run (argc - 1, argv + 1);
  g_printerr ("espalierctl: there is no subject “%s”; see “espalierctl --help”.\n", argv[1]);
  return 2;
}
