import {performance} from 'perf_hooks';
const {Rehearsal}=await import('./src/proof/rehearsal.ts');
const {RecordedRule}=await import('./src/evaluate/recorded.ts');
const {AlertRun}=await import('./src/evaluate/alert-run.ts');
const orig:any=(Rehearsal.prototype as any)["of"];
let cur='';
const C=new Map<string,{n:number,t:number}>();
const add=(k:string,t:number)=>{const o=C.get(k)??{n:0,t:0};o.n++;o.t+=t;C.set(k,o);};
(Rehearsal.prototype as any).of=function(failing:any){
  const r=orig.call(this,failing);
  if(r.kind!=='seen')return r;
  const lab=`${failing.hazard} ${failing.instance?.name} ${failing.site} ${JSON.stringify(failing.given)}`;
  const inner=r.inTurn;
  return {kind:'seen',inTurn:(function*(){const it=inner[Symbol.iterator]();for(;;){cur=lab;const x=it.next();if(x.done)return;yield x.value;}})()};
};
let child=[0];
const wrap=(proto:any,name:string,label:(self:any)=>string)=>{const o=proto[name];proto[name]=function(...a:any[]){const t=performance.now();child.push(0);try{return o.apply(this,a);}finally{const d=performance.now()-t;const c=child.pop()!;child[child.length-1]+=d;add(cur+' | '+label(this),d-c);}}};
wrap(RecordedRule.prototype,'evaluate',(s)=>'rec '+s.rule.record);
wrap(AlertRun.prototype,'resultAt',(s)=>'alert '+s.rule.alert);
process.argv=['node','/work/main/bin/tocsin.js',...(process.env.ARGS||'coverage').split(' ')];
process.on('exit',()=>{
 const f='';
 const a=[...C].filter(([k])=>k.startsWith(f)).sort((x,y)=>y[1].t-x[1].t);let n=0,t=0;a.forEach(([,v])=>{n+=v.n;t+=v.t});console.error(f,'evals',n,'ms',t);
 (f===''?[...C].sort((x,y)=>y[1].t-x[1].t):a).slice(0,40).forEach(([k,v])=>console.error(v.t.toFixed(1).padStart(8),String(v.n).padStart(6),f===''||f===' '?k:k.split(' | ')[1]));
 let N=0,TT=0;C.forEach(v=>{N+=v.n;TT+=v.t});{const g=new Map<string,{n:number,t:number}>();C.forEach((v,k)=>{const c=k.split(' | ')[0]!;const o=g.get(c)??{n:0,t:0};o.n+=v.n;o.t+=v.t;g.set(c,o)});[...g].sort((a,b)=>b[1].t-a[1].t).slice(0,25).forEach(([k,v])=>console.error(v.t.toFixed(0),v.n,k));}console.error('all evals',N,TT);
});
await import('./src/main.ts');
