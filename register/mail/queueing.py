"""Jobs of the outbox: put into procrastinate's queue by SQL, in the transaction of the mail.

Its own ``defer`` wants a connection of its own or an asynchronous one; both come to its SQL
function. A job holds the number of a mail and nothing else.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

SINGLE, BULK, ROUNDS = "single", "bulk", "rounds"
SEND = "send_mail"
DEFER = """
SELECT jobs.procrastinate_defer_jobs_v1(ARRAY[ROW(
    CAST(:queue AS text), CAST(:task AS text), 0, NULL, NULL,
    jsonb_build_object('mail_id', CAST(:mail_id AS bigint)), NULL
)::jobs.procrastinate_job_to_defer_v1])
"""
# The job of a worker that died: it has no worker any more, or one that is silent.
STALLED = """
DELETE FROM jobs.procrastinate_jobs AS j WHERE j.status = 'doing' AND NOT EXISTS (
    SELECT FROM jobs.procrastinate_workers AS w
    WHERE w.id = j.worker_id AND w.last_heartbeat > now() - make_interval(secs => :seconds))
"""
SILENT_SECONDS = 60
# A mail that waits and has no job: its worker died before it began.
LOST = """
SELECT m.id, m.sealed_unsubscribe IS NOT NULL AS is_bulk FROM register.mail AS m
WHERE m.status = 'waiting' AND m.expires_at > now() AND NOT EXISTS (
    SELECT FROM jobs.procrastinate_jobs AS j
    WHERE j.task_name = :task AND j.args = jsonb_build_object('mail_id', m.id)
        AND j.status IN ('todo', 'doing'))
"""


def queue_job(session: Session, mail_id: int, *, is_bulk: bool) -> None:
    """Have a mail sent once the transaction commits. Many alike wait apart from single ones."""
    queue = BULK if is_bulk else SINGLE
    session.execute(text(DEFER), {"queue": queue, "task": SEND, "mail_id": mail_id})


def find_lost(session: Session) -> int:
    """Queue again what a worker that died has left; answers how many. What may have gone is not."""
    session.execute(text(STALLED), {"seconds": SILENT_SECONDS})
    lost = session.execute(text(LOST), {"task": SEND}).all()
    for mail_id, is_bulk in lost:
        queue_job(session, mail_id, is_bulk=is_bulk)
    return len(lost)
