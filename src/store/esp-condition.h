/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a leaf of a segment's rule asks about. */
typedef enum
{
  ESP_CONDITION_ATTRIBUTE,
  ESP_CONDITION_TAG,
  ESP_CONDITION_CONSENT,
  ESP_CONDITION_SUPPRESSION,
  ESP_CONDITION_EVENT,
  ESP_CONDITION_MESSAGE,
  ESP_CONDITION_SEGMENT,
  ESP_CONDITION_ANNIVERSARY,
  ESP_CONDITION_RANDOM,
  ESP_N_CONDITION_KINDS
} EspConditionKind;

typedef enum
{
  ESP_OP_IS,
  ESP_OP_IS_NOT,
  ESP_OP_ONE_OF,
  ESP_OP_NONE_OF,
  ESP_OP_CONTAINS,
  ESP_OP_NOT_CONTAINS,
  ESP_OP_STARTS,
  ESP_OP_ENDS,
  ESP_OP_LESS,
  ESP_OP_AT_MOST,
  ESP_OP_MORE,
  ESP_OP_AT_LEAST,
  ESP_OP_BETWEEN, /* both ends included */
  ESP_OP_WITHIN,  /* a moment inside the window */
  ESP_OP_NOT_WITHIN,
  ESP_OP_HAS_ANY,
  ESP_OP_HAS_ALL,
  ESP_OP_HAS_NONE,
  ESP_OP_KNOWN,
  ESP_OP_UNKNOWN,
  ESP_N_OPS
} EspConditionOp;

typedef enum
{
  ESP_COUNT_AT_LEAST,
  ESP_COUNT_AT_MOST,
  ESP_COUNT_EXACTLY,
  ESP_N_COUNTS
} EspCountOp;

/* Which of the matching events must fall into the window. */
typedef enum
{
  ESP_OCCURRENCE_ANY,
  ESP_OCCURRENCE_FIRST,
  ESP_OCCURRENCE_LAST,
  ESP_N_OCCURRENCES
} EspOccurrence;

typedef enum
{
  ESP_WINDOW_EVER,
  ESP_WINDOW_LAST,   /* the last n units up to now */
  ESP_WINDOW_NEXT,   /* from now on for n units */
  ESP_WINDOW_SINCE,  /* on or after "from" */
  ESP_WINDOW_AFTER,  /* after the day (or moment) "from" */
  ESP_WINDOW_BEFORE, /* before "from" */
  ESP_WINDOW_ON,     /* the day "from" */
  ESP_WINDOW_BETWEEN,
  ESP_WINDOW_TODAY,
  ESP_WINDOW_THIS_WEEK,
  ESP_WINDOW_THIS_MONTH,
  ESP_WINDOW_THIS_YEAR,
  ESP_N_WINDOWS
} EspWindowKind;

typedef enum
{
  ESP_UNIT_HOUR,
  ESP_UNIT_DAY,
  ESP_UNIT_WEEK,
  ESP_N_UNITS
} EspWindowUnit;

/* Calendar dates are local to the workspace: "2026-01-31" or "2026-01-31T14:30". */
typedef struct
{
  EspWindowKind kind;
  guint n;
  EspWindowUnit unit;
  char *from;  /* (owned) (nullable) */
  char *until; /* (owned) (nullable): only of BETWEEN; a date counts to its end */
} EspTimeWindow;

typedef enum
{
  ESP_OPERAND_TEXT,
  ESP_OPERAND_NUMBER,
  ESP_OPERAND_BOOLEAN /* in "number": 0 or 1 */
} EspOperandType;

typedef struct
{
  EspOperandType type;
  char *text; /* (owned) (nullable) */
  double number;
} EspOperand;

/* A demand on one property of an event. */
typedef struct
{
  char *property; /* (owned) */
  EspConditionOp op;
  GArray *values; /* (owned) (element-type EspOperand) */
} EspWhere;

/* How the ledger's "was sent" is called among the kinds of events: a name that no event can have. */
#define ESP_CONDITION_SENT_KIND "\001sent"

/* One leaf of a rule as plain data. What "subject" and "detail" mean depends on the kind:
 *   attribute, anniversary: field key; tag: none; consent: channel, purpose, and "state";
 *   suppression: channel or NULL; event: its kind; message: what happened, campaign or NULL;
 *   segment: id of the segment; random: none, seed or NULL and values[0] the percentage. */
typedef struct _EspCondition EspCondition;
struct _EspCondition
{
  EspConditionKind kind;
  gboolean negate;     /* did not, is not; not of attribute and random */
  gboolean or_unknown; /* attribute: people whose value is unknown match too */
  char *subject;       /* (owned) (nullable) */
  char *detail;        /* (owned) (nullable) */
  char *state;         /* (owned) (nullable) */
  EspConditionOp op;
  GArray *values; /* (owned) (element-type EspOperand) */
  EspCountOp count_op;
  guint count;
  EspOccurrence occurrence;
  EspTimeWindow window;
  GPtrArray *where; /* (owned) (element-type EspWhere) */
  /* Of events: only those count that come within a time after such another one: an event or a message
   * with its own demands, whose window "last n units" is that time. */
  EspCondition *after; /* (owned) (nullable) */
};

void esp_operand_init_text (EspOperand *self, const char *text);
void esp_operand_init_number (EspOperand *self, double number);
void esp_operand_init_boolean (EspOperand *self, gboolean value);
void esp_operand_clear (EspOperand *self);
int esp_operand_compare (const EspOperand *a, const EspOperand *b);
gboolean esp_operand_read_number (const char *text, double *out);
void esp_operand_print_number (double number, char *buffer, gsize length);

void esp_time_window_copy (const EspTimeWindow *self, EspTimeWindow *out);
void esp_time_window_clear (EspTimeWindow *self);
gint64 esp_time_window_get_length_us (const EspTimeWindow *self);
gboolean esp_time_window_equal (const EspTimeWindow *a, const EspTimeWindow *b);

EspWhere *esp_where_new (const char *property, EspConditionOp op);
void esp_where_free (EspWhere *self);

EspCondition *esp_condition_new (EspConditionKind kind, const char *subject);
EspCondition *esp_condition_copy (const EspCondition *self);
void esp_condition_free (EspCondition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCondition, esp_condition_free)
void esp_condition_add_text (EspCondition *self, const char *text);
void esp_condition_add_number (EspCondition *self, double number);
void esp_condition_add_boolean (EspCondition *self, gboolean value);
gboolean esp_condition_is_events (const EspCondition *self);
gboolean esp_condition_is_ledger (const EspCondition *self);
gboolean esp_condition_asks_ledger (const EspCondition *self);
const char *esp_condition_event_kind (const EspCondition *self);

const EspOperand *esp_operands_peek (const GArray *values, guint index);

const char *esp_condition_kind_name (EspConditionKind kind);
const char *esp_condition_op_name (EspConditionOp op);
const char *esp_count_op_name (EspCountOp op);
const char *esp_occurrence_name (EspOccurrence occurrence);
const char *esp_time_window_kind_name (EspWindowKind kind);
const char *esp_time_window_unit_name (EspWindowUnit unit);
gboolean esp_condition_kind_parse (const char *name, EspConditionKind *out_kind);
gboolean esp_condition_op_parse (const char *name, EspConditionOp *out_op);
gboolean esp_count_op_parse (const char *name, EspCountOp *out_op);
gboolean esp_occurrence_parse (const char *name, EspOccurrence *out_occurrence);
gboolean esp_time_window_kind_parse (const char *name, EspWindowKind *out_kind);
gboolean esp_time_window_unit_parse (const char *name, EspWindowUnit *out_unit);

G_END_DECLS
